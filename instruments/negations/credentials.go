package negations

import (
	"net/http"
	"strings"
)

// rightful sends a request that was refused for its credentials again with those of the last one that succeeded.
func rightful(when func(c *call, user, password, owner, token string) bool) Defect {
	return Defect{after: func(c *call) {
		given := c.req.Header.Get("Authorization")
		if c.status != http.StatusUnauthorized {
			if c.ok() && given != "" && c.mem.notes["owner"] == "" {
				c.mem.notes["owner"] = given
			}
			return
		}
		known := &http.Request{Header: http.Header{"Authorization": {c.mem.notes["owner"]}}}
		owner, token, _ := known.BasicAuth()
		user, password, _ := c.req.BasicAuth()
		if owner == "" || !when(c, user, password, owner, token) {
			return
		}
		c.req = c.req.Clone(c.req.Context())
		c.req.Header.Set("Authorization", c.mem.notes["owner"])
		c.answered = false
		c.forward()
	}}
}

// credentialNegations are servers that look at credentials in another way.
func credentialNegations() []Negation {
	s := subject{"credentials", srcRequests}
	wrong := "Credentials that are not those of the account are refused."
	basic := "Credentials are Basic: a user and a password in the Authorization header."
	secrets := func(n Negation) Negation { return n.needs("secrets") }
	seconds := func(n Negation) Negation { return n.needs("second-credentials") }
	key := func(c *call) bool { u, _, _ := userOf(c.req); return strings.HasPrefix(u, "SK") }
	return []Negation{
		s.not("bearer-with-the-token-is-taken", basic, Access, rightful(func(c *call, _, _, _, _ string) bool {
			return strings.HasPrefix(c.req.Header.Get("Authorization"), "Bearer ")
		})).assumed(),
		s.not("in-the-query-are-taken", basic, Access, rightful(func(c *call, _, _, _, _ string) bool {
			return c.query.Has("AccountSid") || c.query.Has("AuthToken") || c.query.Has("access_token")
		})).assumed(),
		s.not("swapped-are-taken", wrong, Access, rightful(func(_ *call, user, password, owner, token string) bool {
			return user == token && password == owner
		})).assumed(),
		s.not("user-in-small-letters-is-taken", wrong, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user != owner && strings.EqualFold(user, owner) && password == token
			})).assumed(),
		secrets(s.not("token-in-capitals-is-taken", wrong, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.EqualFold(password, token)
			}))),
		secrets(s.not("token-with-more-behind-it-is-taken", wrong, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && strings.HasPrefix(password, token)
			}))),
		secrets(s.not("token-with-less-is-taken", wrong, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user == owner && len(password) >= 4 && strings.HasPrefix(token, password)
			}))),
		secrets(s.not("token-of-another-account-is-taken", wrong, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user != owner && strings.HasPrefix(user, "AC") && password == token
			}))),
		s.not("any-account-with-the-token-is-taken", wrong, Access, rightful(
			func(_ *call, user, password, owner, token string) bool {
				return user != owner && password == token
			})).assumed(),
		s.not("refusal-has-no-challenge", "A 401 says how to authenticate, in WWW-Authenticate.", HTTP,
			Defect{after: func(c *call) {
				if c.status == 401 {
					c.header.Del("Www-Authenticate")
				}
			}}).from("https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1").assumed(),
		s.not("refused-creates-are-carried-out", "A request that is answered 401 changes nothing.", Access,
			Defect{after: func(c *call) {
				if c.ok() && c.mem.notes["owner"] == "" {
					c.mem.notes["owner"] = c.req.Header.Get("Authorization")
				}
				if c.status == 401 && c.Verb == "Create" && c.up == nil && c.mem.notes["owner"] != "" {
					c.req = c.req.Clone(c.req.Context())
					c.req.Header.Set("Authorization", c.mem.notes["owner"])
					c.admin("POST", strings.TrimPrefix(c.req.URL.Path, "/v1"), c.form)
				}
			}}),
		seconds(s.not("api-keys-see-only-their-own", "An API key sees what its account has.", Access,
			failing("Fetch* Update* Delete*", func(*call) {}).then(before("FetchService ListFunction ListEnvironment",
				func(c *call) {
					if key(c) {
						c.missing()
					}
				})))),
		seconds(s.not("api-keys-see-an-empty-list", "An API key sees what its account has.", Access,
			item("ListService ListBuild ListVariable", func(c *call, entries []object) []object {
				if key(c) {
					return nil
				}
				return entries
			}))),
		seconds(s.not("api-keys-make-what-the-token-cannot-see",
			"An API key and the Auth Token are of one account.", Second,
			after("CreateService", func(c *call) {
				if key(c) {
					c.mem.hidden[text(c.json, "sid")] = true
				}
			}))),
		seconds(s.not("api-keys-read-no-contents", "An API key may do what the Auth Token may.", Access,
			before("FetchFunctionVersionContent FetchVariable ListVariable", func(c *call) {
				if key(c) {
					c.refuse(403, 20006, "Forbidden")
				}
			}))),
		seconds(s.not("api-keys-do-not-deploy", "An API key may do what the Auth Token may.", Access,
			before("CreateDeployment CreateBuild", func(c *call) {
				if key(c) {
					c.refuse(403, 20006, "Forbidden")
				}
			}))),
	}
}
