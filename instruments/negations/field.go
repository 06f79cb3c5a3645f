package negations

import (
	"net/http"
	"slices"
)

// fieldNegations are bugs as a stranger would invent them who reads the pages sentence by sentence: plain ones beside
// those of a second, later, larger or other one.
func fieldNegations() []Negation {
	return slices.Concat(
		fieldServiceNegations(),
		fieldParentNegations("Function", "functions", srcFunction),
		fieldParentNegations("Asset", "assets", srcAsset),
		fieldVersionNegations("Function", "function-versions", srcFVersion),
		fieldVersionNegations("Asset", "asset-versions", srcAVersion),
		fieldContentNegations(), fieldUploadNegations(),
		fieldBuildNegations(), fieldBuildVersionNegations(), fieldDependencyNegations(),
		fieldEnvironmentNegations(), fieldVariableNegations(),
		fieldDeploymentNegations(), fieldLogNegations(),
		fieldListNegations(), fieldRequestNegations(), fieldDateNegations(), fieldAccessNegations(),
	)
}

// copied shows properties of a resource as another one has them, when there is another one.
func copied(o, from object, names ...string) {
	for _, name := range names {
		if value, there := from[name]; there {
			o[name] = value
		}
	}
}

// gives answers a request with an object.
func (c *call) gives(status int, o object) {
	c.answered, c.status, c.json = true, status, o
	c.header = http.Header{"Content-Type": {"application/json; charset=utf-8"}}
}

// refused is a condition on the status of an answer.
func refused(ops string, status int, f func(c *call)) Defect {
	return failing(ops, func(c *call) {
		if c.status == status {
			f(c)
		}
	})
}

// restored answers what was deleted as it was.
func restored(ops string) Defect {
	return refused(ops, http.StatusNotFound, func(c *call) {
		if o := c.mem.gone[c.SID]; o != nil {
			c.gives(http.StatusOK, clone(o))
		}
	})
}
