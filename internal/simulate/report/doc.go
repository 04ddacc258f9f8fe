// Package report draws what a run of the simulator measured: one HTML page that needs nothing beside it, in Japanese and English,
// and the same figures as JSON.
//
// The page is made to be doubted. Every share that was counted stands with its interval, an aim that the interval holds is not judged by its
// luck, and one that so few cases cannot show is not judged at all; every kind of adversary stands
// alone; what went badly is on the same page as what went well, and the last table prints the chances that the simulated people
// were drawn from. It holds no script and fetches nothing: pictures are SVG that this package writes, the language is chosen by a
// radio button and a style sheet, and light or dark follows the reader's own setting.
package report
