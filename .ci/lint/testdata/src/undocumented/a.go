package undocumented // want `package undocumented has no package comment`
