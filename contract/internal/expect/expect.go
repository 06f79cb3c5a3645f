// Package expect has the comparisons of the cases. Each returns nil, or an error that says what is and what should be.
package expect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// maxQuoted bounds how much of a text an error quotes.
const maxQuoted = 300

// A Difference is one value of an answer that is not what it must be.
type Difference struct {
	// What names the value, Got and Want are JSON.
	What, Got, Want string
}

// Error says what is and what should be.
func (d *Difference) Error() string { return fmt.Sprintf("%s is %s, want %s", d.What, d.Got, d.Want) }

// Same compares one value of an answer with what it must be. The error is a [Difference]. A property that may be null
// is a pointer: it is compared by what it points to.
func Same[T comparable](what string, got, want T) error {
	if got == want || reflect.DeepEqual(got, want) {
		return nil
	}
	return &Difference{what, Quoted(got), Quoted(want)}
}

// That says what must hold and does not.
func That(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// Then returns err alone when there is one, since an answer that did not come has nothing to compare; otherwise it
// joins what the comparisons say.
func Then(err error, comparisons ...error) error {
	if err != nil {
		return err
	}
	return errors.Join(comparisons...)
}

// Quoted is a value as JSON; a long text is cut.
func Quoted(value any) string {
	if text, ok := value.(string); ok && len(text) > maxQuoted {
		value = text[:maxQuoted] + "…"
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(b.String())
}

// Optional reads a nullable text: null is printed apart from the empty string.
func Optional[T ~string](text *T) string {
	if text == nil {
		return "null"
	}
	return string(*text)
}
