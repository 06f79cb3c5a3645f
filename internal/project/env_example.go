package project

import (
	"maps"
	"slices"
)

// exampleFiles are the names of files that say which variables a project needs, without their
// values.
var exampleFiles = []string{".env.example", ".env.sample", ".env.template"}

// ExampleKeys returns the first such file of the project and the keys that it names, sorted,
// without those of credentials. There is none where the file is absent or cannot be read: it is
// documentation.
func (p *Project) ExampleKeys() (file string, keys []string) {
	for _, name := range exampleFiles {
		data, err := ReadFileIn(p.Dir, name, maxEnvFile)
		if err != nil {
			continue
		}
		values, err := parseEnv(data)
		if err != nil {
			return "", nil
		}
		delete(values, accountSIDKey)
		delete(values, authTokenKey)
		return name, slices.Sorted(maps.Keys(values))
	}
	return "", nil
}
