package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// maxBody bounds every JSON body but a dump of the state.
const maxBody = 1 << 20

// decode reads one JSON value into v: nothing unknown, nothing twice, nothing after
// it. An empty body leaves v as it is where optional is set.
func decode(w http.ResponseWriter, r *http.Request, v any, optional bool) error {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return bodyProblem(err, maxBody)
	}
	if len(raw) == 0 && optional {
		return nil
	}
	if err := checkType(r); err != nil {
		return err
	}
	return parse(raw, v)
}

func bodyProblem(err error, limit int64) error {
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return refuse(http.StatusRequestEntityTooLarge, "body", "more than "+strconv.FormatInt(limit, 10)+" bytes",
			"it is too large", "send less")
	}
	return invalid("body", err.Error(), "it could not be read", "send it whole")
}

// checkType asks for the type that no HTML form can send.
func checkType(r *http.Request) error {
	sent := r.Header.Get("Content-Type")
	if media, _, err := mime.ParseMediaType(sent); err != nil || media != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "Content-Type", sent, "the body has to be JSON",
			"send Content-Type: application/json")
	}
	return nil
}

func parse(raw []byte, v any) error {
	const advice = "see GET /_emulator/about and the README of the control API"
	if !utf8.Valid(raw) {
		return invalid("body", clip(string(raw), 60), "it is not UTF-8", advice)
	}
	if err := noTwins(raw); err != nil {
		return invalid("body", clip(string(raw), 60), plainjson.Explain(raw, err).Error(), advice)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
			return invalid(wrong.Field, wrong.Value, plainjson.Explain(raw, err).Error(), advice)
		}
		return invalid("body", clip(string(raw), 60), plainjson.Explain(raw, err).Error(), advice)
	}
	return nil
}

// noTwins looks for what encoding/json lets pass: a name twice in one object, the
// last of which would win, and something after the value.
func noTwins(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	type level struct {
		names map[string]bool // nil: an array
		value bool            // the next token is a value, not a name
	}
	var open []*level
	for {
		token, err := d.Token()
		if err == io.EOF && len(open) == 0 {
			return errors.New("there is no JSON value")
		}
		if err != nil {
			return err
		}
		var top *level
		if len(open) > 0 {
			top = open[len(open)-1]
		}
		if name, isName := token.(string); isName && top != nil && top.names != nil && !top.value {
			if top.names[name] {
				return fmt.Errorf("the name %q is there twice", clip(name, 60))
			}
			top.names[name], top.value = true, true
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, &level{names: map[string]bool{}})
			continue
		case json.Delim('['):
			open = append(open, &level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if len(open) == 0 {
			if _, err := d.Token(); err != io.EOF {
				return errors.New("something follows the JSON value")
			}
			return nil
		}
		open[len(open)-1].value = false
	}
}
