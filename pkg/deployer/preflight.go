package deployer

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// warnings are what may go wrong with a request and does not have to; existing are the Variables of
// the Environment.
func (r *Request) warnings(existing []serverless.Variable) []string {
	w := r.Bundle.Warnings()
	if err := r.Bundle.CheckRuntime(r.Runtime); err != nil { // and AllowRetired
		w = append(w, err.Error())
	}
	if n := r.sizeOfVariables(existing); n > maxVariables {
		w = append(w, fmt.Sprintf("with those that are in the Environment already, the Variables have %d bytes together; Functions fail with error 82006 when it is more than %d", n, maxVariables))
	}
	return w
}

// sizeOfVariables adds up what the Environment will hold.
func (r *Request) sizeOfVariables(existing []serverless.Variable) int {
	values := map[string]string{}
	if !r.SyncVariables {
		values = byKey(existing)
	}
	for _, v := range r.Variables {
		values[v.Key] = v.Value
	}
	n := 0
	for key, value := range values {
		n += len(key) + len(value)
	}
	return n
}
