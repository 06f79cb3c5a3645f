package verb

import (
	"bytes"
	"encoding/json"
	"io"
)

// FormVersion is the version of what verbs print with -o json. It grows when a property of any of
// them changes its meaning or goes. Plans and reports, which are kept in files, count their own.
const FormVersion = 1

// PrintJSON writes a result, indented. An object gets the version of the form as its first
// property, unless it has one; a list becomes the property items of an object with the version.
func PrintJSON(w io.Writer, value any) error {
	text, err := versioned(value)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return err
	}
	_, err = w.Write(append(b.Bytes(), '\n'))
	return err
}

// PrintLine is [PrintJSON] for one of many values, each a line.
func PrintLine(w io.Writer, value any) error {
	text, err := versioned(value)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// PrintDocument writes a document as it is, indented: others have defined its form.
func PrintDocument(w io.Writer, document any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

// versioned is a value as JSON without escaping what HTML would need, with the version.
func versioned(value any) ([]byte, error) {
	text, err := encoded(value)
	if err != nil {
		return nil, err
	}
	if text[0] != '{' {
		return encoded(struct {
			Version int             `json:"version"`
			Items   json.RawMessage `json:"items"`
		}{FormVersion, text})
	}
	var own struct {
		Version, Format json.RawMessage // of a plan, format is the version
	}
	if err := json.Unmarshal(text, &own); err != nil {
		return nil, err
	}
	if own.Version != nil || own.Format != nil {
		return text, nil
	}
	head, err := encoded(struct {
		Version int `json:"version"`
	}{FormVersion})
	if err != nil || len(text) == len("{}") {
		return head, err
	}
	return append(append(bytes.TrimSuffix(head, []byte("}")), ','), text[1:]...), nil
}

// encoded is json.Marshal without escaping what HTML would need.
func encoded(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSpace(b.Bytes()), err
}
