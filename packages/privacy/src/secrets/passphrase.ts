import { isJumbled } from './internal/word-likeness.ts';

const WITH_DASHES = /^[A-Za-z][a-z]{2,11}(?:-[A-Za-z][a-z]{2,11}){3,7}$/;
const WITH_SPACES = /^[a-z]{3,12}(?: [a-z]{3,12}){3,7}$/;
/** Words of names of things and of sentences, which no dice choose. */
const OTHER_WORDS = new Set(
  (
    'the for and not are was has had you your user users name names login logout sign key keys secret secrets token tokens auth oauth field fields input form error ' +
    'errors label invalid valid must with from this that into new old current confirm password passwords passwd pass passphrase reset forgot forgotten change ' +
    'changed update show hide toggle text button icon message strength policy min max length required missing wrong match mismatch enter type value values file ' +
    'path env var default example sample test tests get set use used using store manager hash hashed admin root server client service services api app apps ' +
    'data base database config prod dev stage staging one time two factor only protected free less based end encrypted state day week least please here there ' +
    'should would will can may cannot when where which what then than also but all any some none again must more most such been being have does did ' +
    'postgres postgresql mysql mariadb redis mongo mongodb vault kube kubernetes cluster primary replica release chart helm docker image web site page ' +
    'account email mail phone code link number line item list view component module plugin handler provider placeholder prompt title tooltip hint help ' +
    'section group panel modal dialog column row header footer content wrapper container'
  ).split(' '),
);

/** Whether a text is four words or more that have nothing to do with each other, as those that dice choose: `correct-horse-battery-staple`. */
export function isPassphrase(text: string, maySpace = false): boolean {
  if (!WITH_DASHES.test(text) && !(maySpace && WITH_SPACES.test(text))) return false;
  const words = text.toLowerCase().split(/[- ]/);
  return new Set(words).size === words.length && !isJumbled(text) && words.every((word) => !OTHER_WORDS.has(word));
}
