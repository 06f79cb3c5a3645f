package negations

import (
	"fmt"
	"strings"
)

// tourField goes where bugs of the field show that no earlier stage meets.
func tourField(t *tourist) {
	s, _ := t.service("Field")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "field"), "sid")
	v := text(t.upload(f, "/field", "public", "x"), "sid")
	var many []string
	for i := range 12 {
		many = append(many, fmt.Sprintf(`{"name": "package-%d", "version": "1.0.0"}`, i))
	}
	t.post(s+"/Builds", "FunctionVersions", v, "Dependencies", "["+strings.Join(many, ", ")+"]")
	t.post(s+"/Builds", "FunctionVersions", v, "Dependencies", "")
	t.post(s+"/Builds", "FunctionVersions", v, "Dependencies", "["+strings.Repeat(" ", 10<<10)+"]")
	t.secure = true
	t.get(s + "/Functions?PageSize=1")
	t.post(s+"/Functions", "FriendlyName", "second")
	t.secure = true
	t.get(s + "/Functions?PageSize=1")
	t.get(s + "/Functions?PageSize=20")
	mine := t.user
	t.user[1] = mine[1][:len(mine[1])-3]
	t.get(s)
	t.user = mine
}
