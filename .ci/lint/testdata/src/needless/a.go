package needless

type name string

func f(s string, n name, x float64) (string, name, float64, int64) {
	_ = string(s) // want `the value already has the type string`
	return string(n), name(s), float64(x), int64(1)
}
