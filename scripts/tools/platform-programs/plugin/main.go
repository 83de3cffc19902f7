// A signing plugin that does nothing itself: each call goes to the world of the tests, whose address is in WORLD_URL, and
// what the world answers is what the plugin says. So the world sees the arguments, the input and the environment of each call.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

type call struct {
	Arguments   []string `json:"arguments"`
	Input       string   `json:"input"`
	Environment []string `json:"environment"`
	Process     int      `json:"process"`
	Program     string   `json:"program"`
}

type answer struct {
	Output   string `json:"output"`
	Error    string `json:"error"`
	ExitCode int    `json:"exitCode"`
}

func main() {
	said, err := ask()
	if err != nil {
		fmt.Fprintln(os.Stderr, `{"errorCode":"ERROR","errorMessage":"no answer of the world"}`, err)
		os.Exit(1)
	}
	fmt.Fprint(os.Stdout, said.Output)
	fmt.Fprint(os.Stderr, said.Error)
	os.Exit(said.ExitCode)
}

func ask() (answer, error) {
	var said answer
	input := []byte{}
	if len(os.Args) > 1 && os.Args[1] != "get-plugin-metadata" {
		read, err := io.ReadAll(os.Stdin)
		if err != nil {
			return said, err
		}
		input = read
	}
	program, _ := os.Executable()
	body, err := json.Marshal(call{os.Args[1:], string(input), os.Environ(), os.Getpid(), program})
	if err != nil {
		return said, err
	}
	// No proxy: the world is on this machine.
	client := http.Client{Transport: &http.Transport{}}
	response, err := client.Post(os.Getenv("WORLD_URL")+"/plugin", "application/json", bytes.NewReader(body))
	if err != nil {
		return said, err
	}
	defer response.Body.Close()
	return said, json.NewDecoder(response.Body).Decode(&said)
}
