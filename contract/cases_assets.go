package contract

func assetCases() []Case {
	return holder{
		resource: "assets", kind: "Asset", segment: "Assets", key: "assets", page: resourcePage + "asset",
	}.cases()
}
