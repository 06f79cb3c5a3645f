// Package documented knows the names of the properties that answers are documented with. An answer may have others,
// which may be anything at any time: clients ignore what they do not know.
package documented

import (
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

var names = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{
		// an error of a gateway, and of the upload host
		"moreInfo": true, "detail": true, "user_error": true, "http_status_code": true, "params": true,
	}
	for _, op := range operations.All() {
		if op.List != "" {
			all[op.List] = true
		}
	}
	for _, schema := range operations.Schemas() {
		for _, p := range schema.Properties {
			all[p.Name] = true
		}
	}
	return all
})

// Name reports whether some resource, list or error has a property of that name.
func Name(name string) bool { return names()[name] }

// Only takes everything else out of a value that was decoded. Objects whose names are data stay as they are.
func Only(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			switch {
			case !Name(name):
				delete(v, name)
			case name != "links" && name != "details" && name != "params":
				Only(member)
			}
		}
	case []any:
		for _, item := range v {
			Only(item)
		}
	}
}
