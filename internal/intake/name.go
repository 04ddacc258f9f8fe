package intake

import (
	"strings"
	"unicode"
)

// NameForms are the forms of one name, from the nearest to what was typed to the loosest. Two names agree at the first form
// that is the same and not "".
type NameForms struct {
	Written string // width and letter case folded, spaces and middle dots taken away; variant kanji and their selectors kept
	Folded  string // and variant kanji made one (髙 is 高, 邊 is 辺), katakana made hiragana
	Sound   string // Sound, for names in kana or Latin letters; "" for names with kanji
}

// Name is the forms of a name, family, given or whole. No name is wrong; an empty one has empty forms.
func Name(s string) NameForms {
	written := settle(s, func(s string) string { return joined(strings.ToLower(Plain(s))) })
	return NameForms{
		Written: written,
		Folded:  settle(written, func(s string) string { return joined(Folded(s)) }),
		Sound:   Sound(written),
	}
}

// SplitName takes a whole name apart where a space, a middle dot or a comma stands: "佐藤　花子" and "SATO, Hanako" are two
// words each. Which of them is the family name nobody can tell.
func SplitName(s string) []string {
	return strings.FieldsFunc(Plain(s), func(r rune) bool {
		return unicode.IsSpace(r) || r == '・' || r == ',' || r == '、' || r == '·'
	})
}

// Folded is the form in which free texts (folders, items, cities) are compared: Plain, lower case, variant kanji made one,
// katakana made hiragana, one kind of hyphen.
func Folded(s string) string { return settle(s, foldText) }

// foldText is one round of Folded.
func foldText(s string) string {
	s = katakanaToHiragana(foldVariants(strings.ToLower(Plain(s))))
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		// A long vowel mark behind kana is one; elsewhere it is a hyphen, as is every dash.
		if isHyphen(r) && !(r == 'ー' && isKana(last)) {
			r = '-'
		}
		b.WriteRune(r)
		last = r
	}
	return Plain(b.String())
}

// variants are kanji that people write for one another in names: the form on the left is that of the family register, the one
// on the right what keyboards give first. For comparing only.
var variants = strings.NewReplacer(
	"髙", "高", "﨑", "崎", "碕", "崎", "嵜", "崎", "邊", "辺", "邉", "辺", "齋", "斎", "齊", "斎", "斉", "斎", "澤", "沢", "濱", "浜", "濵", "浜",
	"廣", "広", "國", "国", "圀", "国", "櫻", "桜", "嶋", "島", "嶌", "島", "嶽", "岳", "榮", "栄", "惠", "恵", "眞", "真", "壽", "寿", "龍", "竜",
	"瀧", "滝", "德", "徳", "條", "条", "藏", "蔵", "學", "学", "實", "実", "與", "与", "禮", "礼", "齡", "齢", "彌", "弥", "禰", "祢", "淵", "渕",
	"淺", "浅", "曾", "曽", "增", "増", "黑", "黒", "橫", "横", "關", "関", "圓", "円", "鹽", "塩", "檜", "桧", "藪", "薮", "籔", "薮", "靜", "静",
	"槇", "槙", "冨", "富", "峯", "峰", "舘", "館", "𠮷", "吉", "遙", "遥", "堯", "尭", "凜", "凛", "巖", "巌", "豐", "豊", "鄉", "郷", "緖", "緒",
	"顯", "顕", "繩", "縄", "驒", "騨", "莊", "荘", "萬", "万", "來", "来", "爲", "為", "氣", "気", "聰", "聡", "戶", "戸", "户", "戸", "黃", "黄",
	"敎", "教", "淸", "清", "靑", "青", "穗", "穂", "稻", "稲", "亞", "亜", "收", "収", "勳", "勲", "燈", "灯", "步", "歩", "每", "毎", "賴", "頼",
	"瀨", "瀬", "籠", "篭", "繫", "繋", "鷗", "鴎", "麴", "麹", "檮", "梼", "礒", "磯", "ヶ", "ケ", "ヵ", "カ", "藝", "芸",
	"栁", "柳", "桺", "柳", "桒", "桑", "舩", "船", "栢", "柏", "穐", "秋", "乘", "乗", "亙", "亘", "佛", "仏", "兒", "児", "劍", "剣",
	"勵", "励", "單", "単", "嚴", "厳", "圍", "囲", "壯", "壮", "奧", "奥", "寬", "寛", "寶", "宝", "將", "将", "專", "専", "對", "対",
	"巢", "巣", "徑", "径", "恆", "恒", "悅", "悦", "戰", "戦", "晉", "晋", "晝", "昼", "曉", "暁", "會", "会", "樂", "楽", "樣", "様",
	"檢", "検", "歐", "欧", "歸", "帰", "溫", "温", "灣", "湾", "狀", "状", "畫", "画", "疊", "畳", "祿", "禄", "禪", "禅", "稱", "称",
	"穰", "穣", "竝", "並", "粹", "粋", "肅", "粛", "莖", "茎", "萊", "莱", "蘆", "芦", "處", "処", "號", "号", "衞", "衛", "裝", "装",
	"覺", "覚", "觀", "観", "證", "証", "譽", "誉", "豫", "予", "輕", "軽", "轉", "転", "醉", "酔", "鎭", "鎮", "隨", "随", "雙", "双",
	"顏", "顔", "黨", "党", "龜", "亀", "彥", "彦", "縣", "県", "續", "続", "總", "総", "聲", "声", "藥", "薬", "螢", "蛍", "讓", "譲",
	"釋", "釈", "鐵", "鉄", "險", "険", "靈", "霊", "驗", "験", "鷄", "鶏", "麥", "麦", "點", "点", "應", "応", "澁", "渋", "獨", "独",
	"當", "当", "盡", "尽", "凉", "涼", "冲", "沖", "峽", "峡", "狹", "狭", "廳", "庁", "團", "団", "圖", "図", "壹", "壱", "寫", "写",
	"屆", "届", "屬", "属",
)

// foldVariants makes variant kanji one and drops variation selectors, which choose between drawings of one character.
func foldVariants(s string) string {
	return variants.Replace(strings.Map(func(r rune) rune {
		if r >= '\ufe00' && r <= '\ufe0f' || r >= 0xe0100 && r <= 0xe01ef {
			return -1
		}
		return r
	}, s))
}
