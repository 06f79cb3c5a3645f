package negations

// tourReader goes where the bugs of the second list of a reader show, as far as no other stage does.
func tourReader(t *tourist) {
	s, _ := t.service("read-er")
	t.service("reader")
	function := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	v := text(t.upload(function, "/f", "public", "x\t\ny"), "sid")
	t.get(function + "/Versions/" + v + "/Content")
	asset := text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	version := text(t.upload(s+"/Assets/"+asset, "/a", "public", "x"), "sid")
	t.get(s + "/Functions/" + asset + "/Versions")
	t.postRaw(s+"/Builds", formType+"; charset=utf-8", "AssetVersions="+version)
	env := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	variable := env + "/Variables/" + text(t.post(env+"/Variables", "Key", "K", "Value", "v"), "sid")
	mine := t.user
	t.user = [2]string{key, keySecret}
	t.get(s)
	t.get(variable)
	t.user = mine
}
