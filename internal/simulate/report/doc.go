// Package report draws what a run of the simulator measured: one HTML page that needs nothing beside it, in Japanese and English,
// and the same figures as JSON.
//
// The page is made to be doubted. Every share stands with its interval and the number of cases; every kind of adversary stands
// alone; what went badly is on the same page as what went well, and the last table prints the chances that the simulated people
// were drawn from. It holds no script and fetches nothing: pictures are SVG that this package writes, the language is chosen by a
// radio button and a style sheet, and light or dark follows the reader's own setting.
package report
