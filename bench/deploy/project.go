package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A size is how large a project is.
type size struct {
	functions, assets, variables int
	assetBytes                   int
}

// writeProject makes a project that both programs deploy without a flag.
func writeProject(dir, name string, n size) error {
	files := map[string][]byte{
		"package.json": fmt.Appendf(nil, `{"name": %q, "version": "1.0.0", "dependencies": {"lodash": "4.17.21"}}`,
			name),
	}
	env := fmt.Sprintf("ACCOUNT_SID=%s\nAUTH_TOKEN=%s\n", emulator.TestAccountSID, emulator.TestAuthToken)
	for i := range n.variables {
		env += fmt.Sprintf("VARIABLE_%d=value %d\n", i, i)
	}
	files[".env"] = []byte(env)
	for i := range n.functions {
		files[fmt.Sprintf("functions/f%03d.js", i)] = function(i, 1)
	}
	random := rand.NewChaCha8([32]byte{1})
	for i := range n.assets {
		content := bytes.Repeat([]byte{'x'}, n.assetBytes)
		_, _ = random.Read(content[:min(len(content), 1<<16)])
		files[fmt.Sprintf("assets/a%03d.bin", i)] = content
	}
	for path, content := range files {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func function(i, edition int) []byte {
	return fmt.Appendf(nil, "exports.handler = (context, event, callback) => callback(null, 'function %d, edition %d');\n", i, edition)
}

// edit changes one Function.
func edit(dir string) error {
	return os.WriteFile(filepath.Join(dir, "functions/f000.js"), function(0, 2), 0o600)
}
