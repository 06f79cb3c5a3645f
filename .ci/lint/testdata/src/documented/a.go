// Package documented has a comment.
package documented

// T has one too.
type T struct{}

type U = // want `U has no doc comment`
int

var V = 1 // a comment behind it counts

var W = // want `W has no doc comment`
1

// F does nothing.
func F() {}

func G() {} // want `G has no doc comment`

func (T) M() {} // want `M has no doc comment`

func (T) String() string { return "" } // as fmt.Stringer says

type hidden struct{}

func (*hidden) M() {}

const C = 1
