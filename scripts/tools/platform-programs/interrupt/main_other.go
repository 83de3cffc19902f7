//go:build !windows

// Elsewhere the agent sends SIGINT, for which nobody needs a program.
package main

func main() {}
