package mutants

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

func environmentBugs() []bug {
	const create = "CreateEnvironment"
	return []bug{
		{"the domain has no suffix", create, "environments/domain-name-has-the-suffix",
			answers(create, func(_ *http.Request, status int, body object) int {
				name, _ := body["domain_name"].(string)
				if suffix, _ := body["domain_suffix"].(string); suffix != "" {
					body["domain_name"] = strings.Replace(name, "-"+suffix+".", ".", 1)
				}
				return status
			})},
		{"a missing suffix is the empty text", create, "environments/domain-name-without-suffix",
			answers(create, func(_ *http.Request, status int, body object) int {
				if suffix, there := body["domain_suffix"]; there && suffix == nil {
					body["domain_suffix"] = ""
				}
				return status
			})},
		{"a missing suffix is the name", create, "environments/domain-name-without-suffix",
			forms(create, func(f url.Values) {
				if !f.Has("DomainSuffix") {
					f.Set("DomainSuffix", "default")
				}
			})},
		{"Environments of a Service have domains of their own", create, "environments/share-the-domain-base",
			answers(create, func(_ *http.Request, status int, body object) int {
				if name, ok := body["domain_name"].(string); ok {
					sid, _ := body["sid"].(string)
					body["domain_name"] = sid[2:6] + name
				}
				return status
			})},
		{"the suffix is lost", "FetchEnvironment", "environments/create-answers-with-it",
			set("FetchEnvironment", "domain_suffix", nil)},
		{"an Environment needs no name", create, "environments/unique-name-is-required",
			forms(create, func(f url.Values) {
				if !f.Has("UniqueName") {
					f.Set("UniqueName", "unnamed")
				}
			})},
		{"two Environments have one name", create, "environments/unique-name-is-unique",
			environmentTwins("UniqueName")},
		{"two Environments have one suffix", create, "environments/suffix-is-unique", environmentTwins("DomainSuffix")},
		{"names of Environments are unique in the account", create, "environments/names-are-the-service-s-own",
			namesOfTheAccount},
		{"a suffix of 17 is cut", create, "environments/suffix-over-16-characters-is-refused",
			shortened(create, "DomainSuffix", 16)},
		{"a suffix of 16 is refused", create, "environments/longest-names",
			refuses(create, 400, 20001, sizes("DomainSuffix", 16))},
		{"a name of 101 is cut", create, "environments/unique-name-over-100-characters-is-refused",
			shortened(create, "UniqueName", 100)},
		{"a name of 100 is refused", create, "environments/unique-name-of-100-characters",
			refuses(create, 400, 20001, sizes("UniqueName", 100))},
		{"deleting an Environment deletes nothing", "DeleteEnvironment", "environments/delete-removes-it",
			deletesNothing("DeleteEnvironment", always)},
		{"a live Environment cannot be deleted", "DeleteEnvironment", "environments/delete-while-live", refusesLive},
		{"a deleted Environment leaves its Variables", "DeleteEnvironment",
			"environments/delete-takes-everything-along",
			keepsDeleted("CreateVariable", "FetchVariable")},
		{"a deleted Environment leaves its Deployments", "DeleteEnvironment",
			"environments/delete-takes-everything-along", keepsDeleted("CreateDeployment", "FetchDeployment")},
		{"an Environment is found below another Service", "FetchEnvironment", "environments/belong-to-their-service",
			keepsDeleted(create, "FetchEnvironment")},
	}
}

// environmentTwins changes a field that is taken and answers as if it had not.
func environmentTwins(field string) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		known := newMemory()
		twins := 0
		return forms("CreateEnvironment", func(f url.Values) {
			value := f.Get(field)
			if value == "" {
				return
			}
			if _, taken := known.get(value); taken {
				twins++
				f.Set(field, value+strconv.Itoa(twins))
			}
			known.put(value, nil)
		})(s, ops)
	}
}

// namesOfTheAccount refuses a name that an Environment of any Service has.
func namesOfTheAccount(s *site, ops operationSet) http.RoundTripper {
	known := newMemory()
	return requests("CreateEnvironment", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		form, _ := url.ParseQuery(string(body))
		name := form.Get("UniqueName")
		if _, taken := known.get(name); taken {
			s.hit()
			return nil, refusal(req, http.StatusConflict, 20409), nil
		}
		known.put(name, nil)
		return resent(req, body), nil, nil
	})(s, ops)
}

// refusesLive does not delete an Environment that a Build is live on.
func refusesLive(s *site, ops operationSet) http.RoundTripper {
	return requests("DeleteEnvironment", func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		a, err := s.get(req, req.URL.Path)
		if err != nil {
			return nil, nil, err
		}
		value, err := unmarshal(a.body)
		if err != nil {
			return nil, nil, err
		}
		if environment, _ := value.(object); environment["build_sid"] == nil {
			return req, nil, nil
		}
		s.hit()
		return nil, refusal(req, http.StatusConflict, 20409), nil
	})(s, ops)
}
