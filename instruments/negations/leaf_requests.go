package negations

import "strings"

// leafErrorNegations are defects of refusals.
func leafErrorNegations() []Negation {
	s := subject{"errors", srcResponse}
	shape := "A refusal has code, message, more_info and status."
	found := "What is unknown is not found: 404, code 20404."
	on := func(op string, status int, f func(c *call)) Defect {
		return failing(op, func(c *call) {
			if c.status == status && c.json != nil {
				f(c)
			}
		})
	}
	return []Negation{
		s.not("leaf-more-info-of-404-is-that-of-400", shape, Form, on("any", 404, func(c *call) {
			c.json["more_info"] = "https://www.twilio.com/docs/errors/20001"
		})),
		s.not("leaf-status-of-deployments-is-text", shape, Form, on("FetchDeployment", 404, func(c *call) {
			c.json["status"] = "404"
		})),
		s.not("leaf-404-of-contents-is-html", shape, Form, on("FetchFunctionVersionContent", 404, func(c *call) {
			c.json, c.body = nil, []byte("<html><body>Not found</body></html>")
			c.header.Set("Content-Type", "text/html")
		})),
		s.not("leaf-code-of-build-status-is-text", shape, Form, on("FetchBuildStatus", 404, func(c *call) {
			c.json["code"] = "20404"
		})),
		s.not("leaf-below-an-unknown-environment-is-400", found, Refusal,
			failing("ListVariable ListDeployment CreateVariable CreateDeployment", func(c *call) {
				if c.status == 404 && c.SID == "" {
					if code, _ := c.admin("GET", c.base("Environments", c.Parent), nil); code == 404 {
						c.refuse(400, 20001, "Unknown Environment")
					}
				}
			})),
		s.not("leaf-401-below-others-has-the-code-of-404", "What is not authenticated is refused with 20003.",
			Refusal, on("any", 401, func(c *call) {
				if c.Parent != "" {
					c.json["code"] = 20404
				}
			})),
		s.not("leaf-second-delete-of-a-build-is-409", found, Refusal, failing("DeleteBuild", func(c *call) {
			if c.status == 404 && c.mem.gone[c.SID] != nil {
				c.refuse(409, 20409, "Build is gone.")
			}
		})),
		s.not("leaf-second-delete-of-an-environment-is-204", found, Refusal, failing("DeleteEnvironment",
			func(c *call) {
				if c.status == 404 && c.mem.gone[c.SID] != nil {
					c.empty(204)
				}
			})),
		s.not("leaf-message-of-409-is-missing", shape, Form, on("any", 409, func(c *call) {
			delete(c.json, "message")
		})),
		s.not("leaf-404-of-a-version-has-the-code-of-its-path", found, Refusal,
			on("FetchFunctionVersion FetchAssetVersion", 404, func(c *call) { c.json["code"] = 404 })),
		s.not("leaf-unknown-assets-are-410", found, Refusal, remaps("FetchAsset UpdateAsset DeleteAsset", 404, 410)),
		s.not("leaf-deleted-variables-are-410", found, Refusal, failing("FetchVariable", func(c *call) {
			if c.status == 404 && c.mem.gone[c.SID] != nil {
				c.refuse(410, 20404, "The Variable is gone.")
			}
		})),
		s.not("leaf-missing-value-is-404", "A required field that is absent is refused with 400.", Refusal,
			failing("CreateVariable", func(c *call) {
				if c.status == 400 && !c.form.Has("Value") {
					c.refuse(404, 20404, "No Value")
				}
			})),
	}
}

// leafRequestNegations are defects of who may do what, and of ordinary HTTP.
func leafRequestNegations() []Negation {
	a, h := subject{"access", srcRequests}, subject{"http", srcHTTP}
	auth, reads := "Each request is authenticated.", "A request that HTTP allows is read."
	nobody := func(_ *call, user, _ string) bool { return user == "" }
	typed := func(methods string) Defect {
		return Defect{before: func(c *call) {
			if strings.Contains(methods, c.req.Method) && c.req.Header.Get("Content-Type") != "" {
				c.refuse(415, 20001, "Unsupported Media Type")
			}
		}}
	}
	return []Negation{
		a.not("leaf-anybody-reads-variables", auth, Access, pretends("ListVariable FetchVariable", nobody)),
		a.not("leaf-anybody-deletes-builds", auth, Access, pretends("DeleteBuild", nobody)),
		a.not("leaf-anybody-reads-the-status", auth, Access, pretends("FetchBuildStatus", nobody)),
		a.not("leaf-anybody-reads-contents", auth, Access, pretends("FetchFunctionVersionContent", nobody)),
		a.not("leaf-anybody-updates-services", auth, Access, pretends("UpdateService", nobody)),
		a.not("leaf-eight-characters-of-the-token-do", "The password is compared as a whole.", Access,
			rightful(func(_ *call, user, password, owner, token string) bool {
				return user == owner && len(password) >= 8 && len(token) >= 8 && password[:8] == token[:8]
			})).needs("secrets"),
		a.not("leaf-any-password-uploads", auth, Access, pretends(uploads, func(_ *call, user, _ string) bool {
			return strings.HasPrefix(user, "AC")
		})),
		h.not("leaf-form-type-in-capitals-is-415", reads, HTTP, Defect{before: func(c *call) {
			if v := c.req.Header.Get("Content-Type"); c.form != nil && v != strings.ToLower(v) {
				c.refuse(415, 20001, "Unsupported Media Type")
			}
		}}),
		h.not("leaf-scheme-in-small-letters-is-401", reads, HTTP, Defect{before: func(c *call) {
			if strings.HasPrefix(c.req.Header.Get("Authorization"), "basic ") {
				c.refuse(401, 20003, "Authenticate")
			}
		}}),
		h.not("leaf-delete-with-a-type-is-415", reads, HTTP, typed("DELETE")),
		h.not("leaf-get-with-a-type-is-415", reads, HTTP, typed("GET")),
		h.not("leaf-expectation-is-417", reads, HTTP, Defect{before: func(c *call) {
			if c.req.Header.Get("Expect") != "" {
				c.refuse(417, 20001, "Expectation Failed")
			}
		}}),
		h.not("leaf-status-is-answered-as-text", "What is answered is JSON.", Form,
			header("FetchBuildStatus", "Content-Type", "text/plain")),
		h.not("leaf-escaped-letters-of-a-path-are-404", "An escaped letter is that letter.", HTTP,
			Defect{before: func(c *call) {
				if raw := c.req.URL.EscapedPath(); strings.Contains(raw, "%2D") || strings.Contains(raw, "%5A") ||
					strings.Contains(raw, "%53") {
					c.missing()
				}
			}}),
		h.not("leaf-empty-update-needs-a-type", "An update without fields changes nothing.", HTTP,
			Defect{before: func(c *call) {
				if c.Verb == "Update" && len(c.raw) == 0 && c.req.Header.Get("Content-Type") == "" {
					c.refuse(415, 20001, "Unsupported Media Type")
				}
			}}),
		h.not("leaf-creates-of-deployments-need-a-body", "A Deployment without BuildSid clears.", HTTP,
			refuses("CreateDeployment", func(c *call) bool { return len(c.raw) == 0 })),
	}
}
