package cassettes

import (
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// names are the words of the contract: what has none of them for a name was never meant to be published.
type names struct {
	query      map[string]bool // parameters
	properties map[string]bool // of answers, and fields of forms and parts
	personal   map[string]bool // properties that the contract marks with x-pii, in the spelling of answers
}

// known has the names of the registry.
var known = sync.OnceValue(func() *names {
	n := &names{query: map[string]bool{}, properties: map[string]bool{}, personal: map[string]bool{}}
	for _, op := range operations.All() {
		for _, parameter := range op.Query {
			n.query[parameter.Name] = true
		}
	}
	for _, schema := range operations.Schemas() {
		for _, property := range schema.Properties {
			n.properties[property.Name] = true
			if property.Personal {
				n.personal[property.Name] = true
			}
		}
	}
	return n
})
