package negations

import (
	"net/http"
	"strings"
)

func userOf(r *http.Request) (user, password string, ok bool) { return r.BasicAuth() }

// anonymous answers requests that the handler refuses with 401 as if they were fine.
func anonymous(c *call, as string) {
	if c.status == 401 {
		c.status, c.header = 200, http.Header{"Content-Type": {"application/json"}}
		if c.Verb == "List" {
			c.json = emptyList(c)
		} else {
			c.json = object{"sid": c.SID, "account_sid": as}
		}
	}
}

func accessNegations() []Negation {
	s := subject{"auth", srcRequests}
	upload := subject{"auth", srcFVersion}
	challenge := func(f func(c *call)) Defect {
		return Defect{after: func(c *call) {
			if c.status == 401 {
				f(c)
			}
		}}
	}
	return []Negation{
		s.not("is-not-asked-for", "Requests without credentials are refused.", Access, Defect{after: func(c *call) {
			if c.req.Header.Get("Authorization") == "" {
				anonymous(c, "AC"+strings.Repeat("0", 32))
			}
		}}),
		s.not("is-not-asked-for-by-reads", "Requests without credentials are refused, reads too.", Access,
			Defect{after: func(c *call) {
				if c.req.Header.Get("Authorization") == "" && c.req.Method == "GET" && c.Verb == "Fetch" {
					anonymous(c, "AC"+strings.Repeat("0", 32))
				}
			}}),
		s.not("is-not-asked-for-by-deletes", "Requests without credentials are refused, deletes too.", Access,
			Defect{after: func(c *call) {
				if c.req.Header.Get("Authorization") == "" && c.Verb == "Delete" {
					c.empty(204)
				}
			}}),
		upload.not("is-not-asked-for-by-uploads", "Uploads without credentials are refused.", Access,
			Defect{after: func(c *call) {
				if c.req.Header.Get("Authorization") == "" && fits(uploads, c.Op) && c.status == 401 {
					o := c.mem.seen[c.Parent]
					c.status, c.header = 201, http.Header{"Content-Type": {"application/json"}}
					c.json = object{"sid": "ZN" + strings.Repeat("f", 32), "account_sid": text(o, "account_sid"),
						"path":       "/x",
						"visibility": "public"}
				}
			}}),
		s.not("refusal-is-403", "Requests without credentials are refused with 401.", Access, challenge(func(c *call) {
			c.status = 403
			if c.json != nil {
				c.json["status"] = 403
			}
		})),
		s.not("refusal-is-404", "Requests without credentials are refused with 401.", Access,
			challenge(func(c *call) { c.missing() })),
		s.not("refusal-is-a-redirect", "Requests without credentials are refused with 401.", Access,
			challenge(func(c *call) {
				c.status, c.json, c.body = 302, nil, nil
				c.header = http.Header{"Location": {"https://www.twilio.com/login"}}
			})),
		s.not("refusal-has-another-code", "Requests without credentials are refused with 20003.", Access,
			challenge(func(c *call) {
				if c.json != nil {
					c.json["code"] = 20404
				}
			})),
		s.not("refusal-has-no-code", "Requests without credentials are refused with 20003.", Access,
			challenge(func(c *call) { delete(c.json, "code") })),
		s.not("refusal-is-200-with-an-error", "Requests without credentials are refused with 401.", Access,
			challenge(func(c *call) { c.status = 200 })),
		s.not("bearer-is-taken", "Credentials are Basic.", Access, Defect{after: func(c *call) {
			if strings.HasPrefix(c.req.Header.Get("Authorization"), "Bearer ") {
				anonymous(c, "AC"+strings.Repeat("0", 32))
			}
		}}).assumed(),
		s.not("empty-password-is-taken", "An Auth Token is needed.", Access, Defect{after: func(c *call) {
			if _, p, ok := userOf(c.req); ok && p == "" {
				anonymous(c, "AC"+strings.Repeat("0", 32))
			}
		}}),
		s.not("any-user-is-taken", "The user is an Account SID or the SID of an API key.", Access,
			Defect{after: func(c *call) {
				if u, _, ok := userOf(c.req); ok && !strings.HasPrefix(u, "AC") && !strings.HasPrefix(u, "SK") {
					anonymous(c, "AC"+strings.Repeat("0", 32))
				}
			}}),
		s.not("scheme-is-compared-with-case", "The name of a scheme has no case.", HTTP, before("*", func(c *call) {
			if v := c.req.Header.Get("Authorization"); v != "" && !strings.HasPrefix(v, "Basic ") {
				c.refuse(401, 20003, "Authenticate")
			}
		})).from("https://www.rfc-editor.org/rfc/rfc7235"),
		s.not("api-keys-are-refused", "An API key and its secret are credentials.", Access, before("*", func(c *call) {
			if u, _, _ := userOf(c.req); strings.HasPrefix(u, "SK") {
				c.refuse(401, 20003, "Authenticate")
			}
		})).needs("second-credentials"),
		s.not("api-keys-are-refused-by-uploads", "An API key and its secret are credentials for uploads.", Access,
			before(uploads, func(c *call) {
				if u, _, _ := userOf(c.req); strings.HasPrefix(u, "SK") {
					c.refuse(401, 20003, "Authenticate")
				}
			})).needs("second-credentials"),
		s.not("api-keys-may-only-read", "An API key may do what the Auth Token may.", Access,
			before("Create* Update* Delete*", func(c *call) {
				if u, _, _ := userOf(c.req); strings.HasPrefix(u, "SK") {
					c.refuse(403, 20006, "Forbidden")
				}
			})).needs("second-credentials"),
		s.not("api-keys-see-nothing", "An API key sees what its account has.", Access,
			after("ListService", func(c *call) {
				if u, _, _ := userOf(c.req); strings.HasPrefix(u, "SK") {
					c.setItems(nil)
				}
			})).needs("second-credentials"),
		s.not("account-sid-is-the-user", "account_sid is that of the account, with an API key too.", Identity,
			everywhere(func(c *call, o object) {
				if u, _, _ := userOf(c.req); strings.HasPrefix(u, "SK") && o["account_sid"] != nil {
					o["account_sid"] = u
				}
			})).needs("second-credentials"),
		s.not("wrong-secret-is-taken", "A wrong Auth Token is refused.", Access, Defect{after: func(c *call) {
			if _, p, ok := userOf(c.req); ok && p != "" {
				anonymous(c, "AC"+strings.Repeat("0", 32))
			}
		}}).needs("secrets"),
		s.not("wrong-secret-is-403", "A wrong Auth Token is refused with 401.", Access, Defect{after: func(c *call) {
			if _, p, ok := userOf(c.req); ok && p != "" && c.status == 401 {
				c.status = 403
				if c.json != nil {
					c.json["status"] = 403
				}
			}
		}}).needs("secrets"),
		s.not("wrong-secret-is-taken-by-reads", "A wrong Auth Token is refused, by reads too.", Access,
			Defect{after: func(c *call) {
				if _, p, ok := userOf(c.req); ok && p != "" && c.req.Method == "GET" {
					anonymous(c, "AC"+strings.Repeat("0", 32))
				}
			}}).needs("secrets"),
	}
}

// foreign sends a request with the credentials of whoever owns what it names.
func foreign(ops string) Defect {
	return Defect{after: func(c *call) {
		if u, _, ok := userOf(c.req); ok && c.ok() && u != "" {
			for _, sid := range []string{text(c.json, "sid")} {
				if sid != "" && c.Verb == "Create" {
					c.mem.notes["auth "+sid] = c.req.Header.Get("Authorization")
				}
			}
		}
		if !fits(ops, c.Op) || c.status != 404 {
			return
		}
		sid := c.Service
		if c.Resource == "Service" {
			sid = c.SID
		}
		owner := c.mem.notes["auth "+sid]
		if owner == "" || owner == c.req.Header.Get("Authorization") || c.mem.gone[sid] != nil {
			return
		}
		c.req = c.req.Clone(c.req.Context())
		c.req.Header.Set("Authorization", owner)
		c.answered = false
		c.forward()
	}}
}

func accountNegations() []Negation {
	s := subject{"accounts", srcRequests}
	need := func(n Negation) Negation { return n.needs("foreign-account") }
	return []Negation{
		need(s.not("services-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchService"))),
		need(s.not("services-are-updated-by-others", "A SID of another account is not found.", Access,
			foreign("UpdateService"))),
		need(s.not("services-are-deleted-by-others", "A SID of another account is not found.", Access,
			foreign("DeleteService"))),
		need(s.not("functions-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchFunction ListFunction"))),
		need(s.not("functions-are-created-by-others", "A SID of another account is not found.", Access,
			foreign("CreateFunction CreateAsset"))),
		need(s.not("contents-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchFunctionVersionContent"))),
		need(s.not("variables-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchVariable ListVariable"))),
		need(s.not("variables-are-changed-by-others", "A SID of another account is not found.", Access,
			foreign("UpdateVariable DeleteVariable CreateVariable"))),
		need(s.not("environments-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchEnvironment ListEnvironment"))),
		need(s.not("environments-are-deployed-to-by-others", "A SID of another account is not found.", Access,
			foreign("CreateDeployment"))),
		need(s.not("builds-are-found-by-others", "A SID of another account is not found.", Access,
			foreign("FetchBuild ListBuild FetchBuildStatus"))),
		need(s.not("uploads-are-taken-from-others", "A SID of another account is not found.", Access,
			foreign(uploads))),
		need(s.not("list-has-those-of-all-accounts", "The list has the Services of the account.", Access,
			Defect{after: func(c *call) {
				if c.Op == "ListService" && c.ok() {
					_, entries := c.items()
					have := map[string]bool{}
					for _, e := range entries {
						have[text(e, "sid")] = true
					}
					for sid, o := range c.mem.seen {
						if c.mem.kind[sid] == "Service" && !have[sid] && c.mem.gone[sid] == nil {
							entries = append(entries, clone(o))
						}
					}
					c.setItems(entries)
				}
			}})),
		need(s.not("refusal-is-403", "A SID of another account is not found: 404.", Access,
			Defect{after: func(c *call) {
				if c.ok() && c.Op == "CreateService" {
					c.mem.notes["auth "+text(c.json, "sid")] = c.req.Header.Get("Authorization")
				}
				sid := c.Service
				if c.Resource == "Service" {
					sid = c.SID
				}
				if owner := c.mem.notes["auth "+sid]; c.status == 404 && owner != "" &&
					owner != c.req.Header.Get("Authorization") {
					c.refuse(403, 20006, "Forbidden")
				}
			}})),
		need(s.not("names-are-unique-in-the-world", "A UniqueName is unique in its account.", Second,
			before("CreateService", func(c *call) {
				owner := c.mem.notes["name "+c.form.Get("UniqueName")]
				if owner != "" && owner != c.req.Header.Get("Authorization") {
					c.refuse(409, 20409, "Service with this UniqueName already exists.")
					return
				}
				c.mem.notes["name "+c.form.Get("UniqueName")] = c.req.Header.Get("Authorization")
			})).assumed()),
	}
}
