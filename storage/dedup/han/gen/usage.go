package main

import "strings"

// usage is where the habit of writers differs from Unihan, or Unihan is silent: a
// character and what stands for it in simplified texts, or in the common spelling,
// whose simplified form is then followed. The first rows are the usual forms of Hong
// Kong and older print where Taiwan writes another; the next are characters that
// mainland China merged with a commoner one; the last are those for which Unihan
// prefers a form that nobody writes.
const usage = `
裏裡 衞衛 爲為 説說 綫線 羣群 峯峰 麪麵 啓啟 衆眾 産產 凖準 録錄 兎兔 牀床 幇幫 墻牆 鬪鬥
鷄雞 緑綠 醖醞 藴蘊 閲閱 鄕鄉 顔顏 寳寶 鷰燕 鑪爐 驘騾 糉粽 蔴麻 痳麻 稜棱 嚥咽 臙胭 讚贊
讃贊 韮韭

佔占 週周 僱雇 盃杯 託托 嚮向 祇只 衹只 昇升 陞升 遊游 佈布 噁恶 嚐尝 鑑鉴 巖岩 嶽岳 鍊炼
綵彩 蓆席 菸烟 濬浚 慾欲 蹟迹 妳你 牠它 兇凶 洩泄 汙污 汚污 祕秘 歎叹 榖谷 菓果 弔吊 甦苏
瑯琅 溼湿 脣唇 堃坤 氾泛 汎泛 舖铺 譁哗 綑捆 彫雕 唸念 倖幸 剷铲 勳勋 卹恤 谘咨 喫吃 寀采
寃冤 徬彷 悽凄 淒凄 慼戚 懽欢 拑钳 拚拼 搾榨 摃杠 槓杠 暱昵 枴拐 栢柏 柺拐 椀碗 盌碗 榦干
櫈凳 毘毗 泝溯 滷卤 牴抵 痺痹 瘉愈 癒愈 皁皂 砲炮 磘窑 窰窑 粦磷 粧妆 糰团 紥扎 紮扎 絃弦
罣挂 翦剪 聨联 膓肠 豔艳 蒐搜 虵蛇 蝨虱 袴裤 諠喧 譭毁 燬毁 跴踩 躭耽 躱躲 逕径 遶绕 邨村
郃合 隣邻 酧酬 醻酬 釦扣 鉅巨 閙闹 霑沾 餽馈 饑饥 鬨哄 鹼碱 鹻碱 麤粗 齧啮 囓啮 馀余 锺钟 淨净 臥卧 醃腌 鋭锐

靦腼
`

// usual is usage as a table.
func usual() map[rune]rune {
	table := map[rune]rune{}
	for _, pair := range strings.Fields(usage) {
		c := []rune(pair)
		table[c[0]] = c[1]
	}
	return table
}
