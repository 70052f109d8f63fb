/** Letters of other scripts that look like Latin ones: the Latin ones, then those that look like them, in the same order. */
const ROWS: readonly (readonly [latin: string, looksLike: string])[] = [
  // Cyrillic.
  ['ABE3KMHOPCTYXaeopcyxsijdqwhYIJS', 'АВЕЗКМНОРСТУХаеорсухѕіјԁԛԝһҮІЈЅ'],
  ['QWkLTBMHnumtryvgrGFWV', 'ԚԜкԼТВМНпимтгүѵցґԌҒѠѴ'],
  // Greek.
  ['ABEZHIKMNOPTYXovipkauxwnytsC', 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιρκαυχωηγτςϹ'],
  ['yJcj', 'ϒͿϲϳ'],
  // Latin letters that stand for others, small capitals among them.
  ['agilm', 'ɑɡıⅼⅿ'],
  ['ABCDEGHIJKLMNOPRTUVWYZFSQ', 'ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢꜰꜱꞯ'],
  // Armenian.
  ['nuohqgwpUOSLTJf', 'ոսօհզցաբՍՕՏԼՇՅֆ'],
  // Cherokee.
  ['ABCDEGHIJKLMPRSTVWZYbhs', 'ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃᎩᏏᏂꮪ'],
  ['acdeghijklmrsvwz', 'ꭺꮯꭰꭼꮐꮋꭵꭻꮶꮮꮇꭱꮥꮩꮃꮓ'],
  // Lisu.
  ['BPDTGKJCZFMNLSRVHWXYAEIOU', 'ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ'],
  // Coptic.
  ['AaBbEeHhIiKkMmNnOoPpCcTtYyXx', 'ⲀⲁⲂⲃⲈⲉⲎⲏⲒⲓⲔⲕⲘⲙⲚⲛⲞⲟⲢⲣⲤⲥⲦⲧⲨⲩⲬⲭ'],
];

/** Latin letter for a look-alike of another script. Of a letter that is listed twice the first counts. */
export const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  ROWS.toReversed().flatMap(([latin, looksLike]) => Array.from(looksLike, (letter, i) => [letter, latin[i]!] as const)),
);
