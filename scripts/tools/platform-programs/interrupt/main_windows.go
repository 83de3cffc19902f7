// Sends Ctrl+C to the console of a process, as the agent does to cancel a step on Windows
// (agent: ProcessInvoker.Windows.cs). Usage: interrupt <process id>
package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

func main() {
	pid, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	kernel := syscall.NewLazyDLL("kernel32.dll")
	do := func(name string, arguments ...uintptr) {
		if result, _, err := kernel.NewProc(name).Call(arguments...); result == 0 {
			fmt.Fprintln(os.Stderr, name, err)
			os.Exit(1)
		}
	}
	kernel.NewProc("FreeConsole").Call() // there need not be one
	do("AttachConsole", uintptr(pid))
	do("SetConsoleCtrlHandler", 0, 1) // the event is not for this program
	do("GenerateConsoleCtrlEvent", syscall.CTRL_C_EVENT, 0)
	time.Sleep(100 * time.Millisecond) // the event is lost where its sender is gone too early
}
