// Holds files open as a virus scanner or an indexer does: without leave to delete or to rename them. It watches a folder,
// opens each file below it that has the wanted ending as soon as the file is there, and holds the file for some time.
// Usage: hold <folder> <ending> <milliseconds for each file> <milliseconds in all> <file that says that it watches>
package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	folder, ending := os.Args[1], os.Args[2]
	each, all := milliseconds(os.Args[3]), milliseconds(os.Args[4])
	held := map[string]bool{}
	if err := os.WriteFile(os.Args[5], nil, 0o600); err != nil {
		panic(err)
	}
	for end := time.Now().Add(all); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		_ = filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || held[file] || !strings.HasSuffix(file, ending) {
				return nil
			}
			held[file] = hold(file, each)
			return nil
		})
	}
}

func hold(file string, each time.Duration) bool {
	name, err := syscall.UTF16PtrFromString(file)
	if err != nil {
		return false
	}
	const shared = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ, shared, nil, syscall.OPEN_EXISTING, 0, 0)
	if err != nil {
		return false
	}
	time.AfterFunc(each, func() { _ = syscall.CloseHandle(handle) })
	return true
}

func milliseconds(text string) time.Duration {
	count, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return time.Duration(count) * time.Millisecond
}
