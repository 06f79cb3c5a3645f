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
	texts, textBytes             int // Assets of minified JavaScript
}

// writeProject makes a project that both programs deploy without a flag. Every other Asset of up to
// 1 MB is text, the others are binary.
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
		name := fmt.Sprintf("assets/a%03d.bin", i)
		if i%2 == 1 && n.assetBytes <= 1_000_000 {
			name, content = fmt.Sprintf("assets/a%03d.js", i), minified(n.assetBytes, uint64(i))
		}
		files[name] = content
	}
	for i := range n.texts {
		files[fmt.Sprintf("assets/t%03d.js", i)] = minified(n.textBytes, uint64(i))
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
	return fmt.Appendf(nil, "exports.handler = (context, event, callback) => callback(null, 'function %d, "+
		"edition %d');\n", i, edition)
}

// edit changes one Function.
func edit(dir string) error {
	return os.WriteFile(filepath.Join(dir, "functions/f000.js"), function(0, 2), 0o600)
}
