package bundle

// composing returns the letters that have a single character together with a mark: "e" and U+0301 are
// also U+00E9. They are the canonical decompositions of Unicode into two characters, without those of
// Hangul, which follow a rule.
func composing(mark rune) string {
	switch mark {
	case 0x300:
		return "AEIOUaeiouNn\u0415\u0418\u0435\u0438WwYy\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9" +
			"\u0391\u0395\u0397\u1fbf\u0399\u1ffe\u03a5\u00a8\u039f\u03a9"
	case 0x301:
		return "AEIOUYaeiouyCcLlNnRrSsZzGg\u00c6\u00e6\u00d8\u00f8\u00a8\u0391\u0395\u0397\u0399\u039f" +
			"\u03a5\u03a9\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9\u03d2\u0413\u041a\u0433\u043a" +
			"KkMmPpWw\u1fbf\u1ffe"
	case 0x302:
		return "AEIOUaeiouCcGgHhJjSsWwYyZz"
	case 0x303:
		return "ANOanoIiUuVvEeYy"
	case 0x304:
		return "AaEeIiOoUu\u00c6\u00e6Yy\u0418\u0438\u0423\u0443Gg\u03b1\u0391\u03b9\u0399\u03c5\u03a5"
	case 0x306:
		return "AaEeGgIiOoUu\u0423\u0418\u0438\u0443\u0416\u0436\u0410\u0430\u0415\u0435\u03b1\u0391" +
			"\u03b9\u0399\u03c5\u03a5"
	case 0x307:
		return "CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsTtWwXxYy\u017f"
	case 0x308:
		return "AEIOUaeiouyY\u0399\u03a5\u03b9\u03c5\u03d2\u0415\u0406\u0435\u0456\u0410\u0430\u04d8" +
			"\u04d9\u0416\u0436\u0417\u0437\u0418\u0438\u041e\u043e\u04e8\u04e9\u042d\u044d\u0423" +
			"\u0443\u0427\u0447\u042b\u044bHhWwXxt"
	case 0x309:
		return "AaEeIiOoUuYy"
	case 0x30a:
		return "AaUuwy"
	case 0x30b:
		return "OoUu\u0423\u0443"
	case 0x30c:
		return "CcDdEeLlNnRrSsTtZzAaIiOoUuGgKk\u01b7\u0292jHh"
	case 0x30f:
		return "AaEeIiOoRrUu\u0474\u0475"
	case 0x311:
		return "AaEeIiOoRrUu"
	case 0x313:
		return "\u03b1\u0391\u03b5\u0395\u03b7\u0397\u03b9\u0399\u03bf\u039f\u03c5\u03c9\u03a9\u03c1"
	case 0x314:
		return "\u03b1\u0391\u03b5\u0395\u03b7\u0397\u03b9\u0399\u03bf\u039f\u03c5\u03a5\u03c9\u03a9" +
			"\u03c1\u03a1"
	case 0x31b:
		return "OoUu"
	case 0x323:
		return "BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoUuYy"
	case 0x324:
		return "Uu"
	case 0x325:
		return "Aa"
	case 0x326:
		return "SsTt"
	case 0x327:
		return "CcGgKkLlNnRrSsTtEeDdHh"
	case 0x328:
		return "AaEeIiUuOo"
	case 0x32d:
		return "DdEeLlNnTtUu"
	case 0x32e:
		return "Hh"
	case 0x330:
		return "EeIiUu"
	case 0x331:
		return "BbDdKkLlNnRrTtZzh"
	case 0x338:
		return "\u2190\u2192\u2194\u21d0\u21d4\u21d2\u2203\u2208\u220b\u2223\u2225\u223c\u2243\u2245" +
			"\u2248=\u2261\u224d<>\u2264\u2265\u2272\u2273\u2276\u2277\u227a\u227b\u2282\u2283" +
			"\u2286\u2287\u22a2\u22a8\u22a9\u22ab\u227c\u227d\u2291\u2292\u22b2\u22b3\u22b4\u22b5"
	case 0x342:
		return "\u03b1\u00a8\u03b7\u1fbf\u03b9\u1ffe\u03c5\u03c9"
	case 0x345:
		return "\u03b1\u0391\u03b7\u0397\u03c9\u03a9"
	case 0x653:
		return "\u0627"
	case 0x654:
		return "\u0627\u0648\u064a\u06d5\u06c1\u06d2"
	case 0x655:
		return "\u0627"
	case 0x93c:
		return "\u0928\u0930\u0933"
	case 0x9be:
		return "\u09c7"
	case 0x9d7:
		return "\u09c7"
	case 0xb3e:
		return "\u0b47"
	case 0xb56:
		return "\u0b47"
	case 0xb57:
		return "\u0b47"
	case 0xbbe:
		return "\u0bc6\u0bc7"
	case 0xbd7:
		return "\u0b92\u0bc6"
	case 0xc56:
		return "\u0c46"
	case 0xcc2:
		return "\u0cc6"
	case 0xcd5:
		return "\u0cbf\u0cc6"
	case 0xcd6:
		return "\u0cc6"
	case 0xd3e:
		return "\u0d46\u0d47"
	case 0xd57:
		return "\u0d46"
	case 0xdca:
		return "\u0dd9"
	case 0xdcf:
		return "\u0dd9"
	case 0xddf:
		return "\u0dd9"
	case 0x102e:
		return "\u1025"
	case 0x1b35:
		return "\u1b05\u1b07\u1b09\u1b0b\u1b0d\u1b11\u1b3a\u1b3c\u1b3e\u1b3f\u1b42"
	case 0x3099:
		return "\u304b\u304d\u304f\u3051\u3053\u3055\u3057\u3059\u305b\u305d\u305f\u3061\u3064\u3066" +
			"\u3068\u306f\u3072\u3075\u3078\u307b\u3046\u309d\u30ab\u30ad\u30af\u30b1\u30b3\u30b5" +
			"\u30b7\u30b9\u30bb\u30bd\u30bf\u30c1\u30c4\u30c6\u30c8\u30cf\u30d2\u30d5\u30d8\u30db" +
			"\u30a6\u30ef\u30f0\u30f1\u30f2\u30fd"
	case 0x309a:
		return "\u306f\u3072\u3075\u3078\u307b\u30cf\u30d2\u30d5\u30d8\u30db"
	case 0x110ba:
		return "\U00011099\U0001109b\U000110a5"
	case 0x11127:
		return "\U00011131\U00011132"
	case 0x1133e:
		return "\U00011347"
	case 0x11357:
		return "\U00011347"
	case 0x114b0:
		return "\U000114b9"
	case 0x114ba:
		return "\U000114b9"
	case 0x114bd:
		return "\U000114b9"
	case 0x115af:
		return "\U000115b8\U000115b9"
	case 0x11930:
		return "\U00011935"
	}
	return ""
}
