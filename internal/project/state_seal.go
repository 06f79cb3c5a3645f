package project

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Sealed returns the last deployment to a target if it was recorded with this key. The file lies in
// the project, where a pull request can bring one along: a record that the key does not match is
// not believed. Foreign reports that there is such a record.
func (s *State) Sealed(t Target, key []byte) (r Record, ok, foreign bool) {
	r, ok = s.Get(t)
	if !ok {
		return Record{}, false, false
	}
	if !hmac.Equal([]byte(r.MAC), []byte(seal(t, r, key))) {
		return Record{}, false, true
	}
	return r, true, false
}

// SetSealed is Set with a record that [State.Sealed] returns with the same key only.
func (s *State) SetSealed(t Target, r Record, key []byte) {
	r.MAC = seal(t, r, key)
	s.Set(t, r)
}

// seal is the MAC of a record, over its target too: a record of one Environment is not one of
// another.
func seal(t Target, r Record, key []byte) string {
	r.MAC = ""
	text, err := json.Marshal(stateEntry{t, r})
	if err != nil {
		return "" // a time outside of years 0 to 9999, which no deployment has; it matches no record that has a MAC
	}
	return MAC(key, "deployment", text)
}

// MAC authenticates a text of this kind in a file of the project. Hexadecimal.
func MAC(key []byte, kind string, text []byte) string {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(kind + "\x00")) // a hash does not fail
	_, _ = mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}
