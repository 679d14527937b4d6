module urumi.dev/sandbox/sample

go 1.26
