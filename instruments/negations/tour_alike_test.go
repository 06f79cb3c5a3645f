package negations

// tourAlike goes where the bugs of second things show: to two Environments with the same Keys and names that begin
// alike, and to Paths that somebody might tidy.
func tourAlike(t *tourist) {
	s, _ := t.service("Alike")
	var environments []string
	for i, name := range []string{"stage-and-more", "stage"} {
		e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", name, "DomainSuffix",
			[]string{"more", "less"}[i]), "sid")
		environments = append(environments, e)
		t.post(e+"/Variables", "Key", "API_TOKEN", "Value", name)
		t.post(e+"/Variables", "Key", "API_SECRET", "Value", name)
		t.pages(e+"/Variables", 1)
	}
	first := environments[0] + "/Variables/" + text(t.post(environments[0]+"/Variables", "Key", "K", "Value", "v"),
		"sid")
	second := environments[1] + "/Variables/" + text(t.post(environments[1]+"/Variables", "Key", "K", "Value", "v"),
		"sid")
	t.post(second, "Value", "w")
	t.get(second)
	t.get(environments[1] + "/Variables")
	t.delete(environments[1])
	t.get(first)
	asset := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	for _, path := range []string{"folder/without-a-slash.txt", "/photo.jpeg"} {
		t.upload(asset, path, "public", "x")
	}
}
