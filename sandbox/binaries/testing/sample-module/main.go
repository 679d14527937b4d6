package main

import "os"

var version = "unknown"

func main() { os.Stdout.WriteString("sample version " + version + "\n") }
