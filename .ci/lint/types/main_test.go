package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":          "module example.com/m\n\ngo 1.25\n",
		"a.go":            "package m\n",
		"unix.go":         "//go:build unix\n\npackage m\n\nfunc End() int { return 1 }\n",
		"windows.go":      "package m\n\nvar Text int = 1\n",
		"a_test.go":       "package m\n\nimport \"syscall\"\n\nvar _ = syscall.Kill\n",
		"b/b.go":          "package b\n\nimport \"example.com/m\"\n\nvar _ = m.End()\n",
		"sound/s_test.go": "package s\n\nimport \"sort\"\n\nvar _ = sort.Ints\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for system, patterns := range map[string]map[string]bool{
		"linux":   {"./...": true, "./none": false},
		"windows": {".": false, "./b": false, "./sound": true},
	} {
		t.Setenv("GOOS", system)
		for pattern, sound := range patterns {
			if _, err := check(pattern); (err == nil) != sound {
				t.Errorf("%s, %s: %v, want sound: %v", system, pattern, err, sound)
			}
		}
	}
}
