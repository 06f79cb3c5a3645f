package project

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Variable is one entry of an env file that becomes a Variable of an Environment.
// It prints and encodes without its value, which may be a secret.
type Variable struct {
	Key   string
	Value string
}

// String returns the key.
func (v Variable) String() string { return v.Key }

// GoString returns the key.
func (v Variable) GoString() string { return fmt.Sprintf("project.Variable{Key:%q}", v.Key) }

// MarshalText encodes the key.
func (v Variable) MarshalText() ([]byte, error) { return []byte(v.Key), nil }

// The API injects the credentials into a Function itself (IncludeCredentials);
// in an env file these two names are for deploying, and are never uploaded.
const (
	accountSIDKey = "ACCOUNT_SID"
	authTokenKey  = "AUTH_TOKEN"
)

// CheckKey refuses the keys that are never Variables, whichever way they are given.
func CheckKey(key string) error {
	if key == accountSIDKey || key == authTokenKey {
		return fmt.Errorf("%s is never a Variable: Twilio gives it to Functions itself", key)
	}
	return nil
}

// Limits of a Variable. Operation CreateVariable.
const (
	maxKeyCharacters = serverless.MaxVariableKey
	maxValueBytes    = serverless.MaxVariableValueBytes
)

// variables sorts out what is uploaded and which keys are dropped because their
// value is empty. Its errors never contain a value.
func variables(values map[string]string) (kept []Variable, skipped []string, err error) {
	var tooLong []error
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		switch n := utf8.RuneCountInString(key); {
		case key == accountSIDKey || key == authTokenKey:
			continue
		case value == "":
			skipped = append(skipped, key)
			continue
		case n > maxKeyCharacters:
			tooLong = append(tooLong, fmt.Errorf(
				"the name of the Variable %s has %d characters, the limit is %d; shorten it", key, n, maxKeyCharacters))
		case len(value) > maxValueBytes:
			tooLong = append(tooLong, fmt.Errorf(
				"the value of the Variable %s has %d bytes, the limit is %d; shorten it or put it into a private Asset",
				key,
				len(value), maxValueBytes))
		}
		kept = append(kept, Variable{Key: key, Value: value})
	}
	if len(tooLong) > 0 {
		return nil, nil, errors.Join(tooLong...)
	}
	return kept, skipped, nil
}
