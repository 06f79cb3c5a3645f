package functions

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The text is Twilio's.
var errCookieAge = errors.New("Cookies max-age cannot be greater than a day")

// cookies turns those that a Function sets into what arrives ("Headers and cookies in Functions"):
// HttpOnly and Secure are added, Domain is taken away, none may live longer than a day.
func (r *Runner) cookies(set []string) ([]string, error) {
	var out []string
	for _, cookie := range set {
		parts := strings.Split(cookie, ";")
		kept := []string{strings.TrimSpace(parts[0])}
		for _, part := range parts[1:] {
			part = strings.TrimSpace(part)
			name, value, _ := strings.Cut(part, "=")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "", "domain":
				continue
			case "max-age":
				if seconds, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil &&
					seconds > int64(maxCookie/time.Second) {
					return nil, errCookieAge
				}
			case "expires":
				if at, err := http.ParseTime(strings.TrimSpace(value)); err == nil && time.Until(at) > maxCookie {
					return nil, errCookieAge
				}
			}
			kept = append(kept, part)
		}
		for _, flag := range []string{"HttpOnly", "Secure"} {
			has := slices.ContainsFunc(kept[1:], func(part string) bool { return strings.EqualFold(part, flag) })
			if !has && (flag != "Secure" || !r.opts.InsecureCookies) {
				kept = append(kept, flag)
			}
		}
		out = append(out, strings.Join(kept, "; "))
	}
	return out, nil
}
