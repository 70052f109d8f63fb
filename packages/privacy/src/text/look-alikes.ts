/** Letters of other scripts that look like Latin ones, each before the Latin letter that it looks like. */
const PAIRS =
  'АAВBЕEЗ3КKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxѕsіiјjԁdԛqԝwһhҮYІIЈJЅS' +
  'ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvιiρpκkαaυuχx' +
  'ɑaɡgıiⅼlⅿmոnսuօoհhզq';

/** Latin letter for a look-alike of another script. */
export const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, i) => [PAIRS[2 * i]!, PAIRS[2 * i + 1]!]),
);
