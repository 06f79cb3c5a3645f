package negations

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
)

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// intOf reads a number of decoded JSON.
func intOf(v any) int {
	switch v := v.(type) {
	case json.Number:
		n, _ := strconv.Atoi(v.String())
		return n
	case float64:
		return int(v)
	case int:
		return v
	}
	return 0
}
