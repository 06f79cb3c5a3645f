package site

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxSignedBytes is how much of a body a signature may be about: "Limits", 1 MB for
// a request to a Function.
const maxSignedBytes = 1 << 20

// signed reports whether a request carries a valid X-Twilio-Signature: HMAC-SHA1
// with the Auth Token over the URL and the sorted form fields, in base64
// (https://www.twilio.com/docs/usage/security#validating-requests). The body can be
// read again afterwards.
func signed(r *http.Request, s *Site, token string) bool {
	signature, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Twilio-Signature"))
	if err != nil || len(signature) != sha1.Size || token == "" {
		return false
	}
	body, ok := peek(r)
	if !ok {
		return false
	}
	fields, ok := signedFields(r, body)
	if !ok {
		return false
	}
	for _, address := range signedURLs(r, s) {
		mac := hmac.New(sha1.New, []byte(token))
		mac.Write([]byte(address + fields))
		if hmac.Equal(mac.Sum(nil), signature) {
			return true
		}
	}
	return false
}

// signedURLs are those that a signer may have meant: its own scheme may differ from
// the one that arrived, and Twilio signs with and without the port. A site below a
// path may be called by either name.
func signedURLs(r *http.Request, s *Site) []string {
	rest := s.escaped
	here := r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		rest += "?" + r.URL.RawQuery
		here += "?" + r.URL.RawQuery
	}
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		host, port = r.Host, ""
	}
	var all []string
	for _, base := range s.signedAs {
		all = append(all, withAndWithoutPort(strings.TrimSuffix(base, "/")+here)...)
	}
	for _, scheme := range []string{"https", "http"} {
		std := map[string]string{"https": "443", "http": "80"}[scheme]
		all = append(all, scheme+"://"+s.Domain+rest, scheme+"://"+s.Domain+":"+std+rest, scheme+"://"+host+here)
		if port != "" {
			all = append(all, scheme+"://"+s.Domain+":"+port+rest, scheme+"://"+host+":"+port+here)
		} else {
			all = append(all, scheme+"://"+host+":"+std+here)
		}
	}
	return all
}

// withAndWithoutPort gives a URL as it is, and with or without the port of its scheme.
func withAndWithoutPort(address string) []string {
	all := []string{address}
	u, err := url.Parse(address)
	if err != nil {
		return all
	}
	port := map[string]string{"https": "443", "http": "80"}[u.Scheme]
	_, rest, _ := strings.Cut(address, "://"+u.Host)
	if u.Port() == "" {
		return append(all, u.Scheme+"://"+u.Host+":"+port+rest)
	}
	return append(all, u.Scheme+"://"+u.Hostname()+rest)
}

// signedFields is what is appended to the URL: name and value of each form field, in
// the order of names; of a field that was repeated, each different value once, in
// order. The body of another type is signed by its digest, which is part of the query.
func signedFields(r *http.Request, body []byte) (string, bool) {
	if sum := r.URL.Query().Get("bodySHA256"); sum != "" {
		real := sha256.Sum256(body)
		return "", strings.EqualFold(sum, hex.EncodeToString(real[:]))
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" || len(body) == 0 {
		return "", true
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			b.WriteString(name + value)
		}
	}
	return b.String(), true
}

// peek reads the body and puts it back.
func peek(r *http.Request) ([]byte, bool) {
	if r.Body == nil {
		return nil, true
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxSignedBytes+1))
	if err != nil || len(body) > maxSignedBytes {
		return nil, false
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, true
}
