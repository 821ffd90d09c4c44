/** Words that common passwords are made of, here and everywhere, and those of this place. */
const words = new Set(
  "password passwort passwd pass word admin administrator root user guest test demo login welcome letmein changeme default secret master system server manager super hello iloveyou love baby angel princess sunshine dragon monkey football baseball shadow superman batman pokemon michael jordan computer internet qwerty qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc abc abcd abcdef aa aaa qq wo ai ni woaini woaiwo aini mima mimashi wodemima zhongguo china beijing shanghai shandong qingdao zhanqiao laoshan dashuju shuju data zhengfu gov government office gongan".split(
    " ",
  ),
);
const longest = Math.max(...[...words].map((word) => word.length));

/** Rows and diagonals of a keyboard, which mix letters and digits. */
const walks = [
  "1q2w3e4r5t",
  "1q2w3e4r",
  "1qaz2wsx",
  "q1w2e3r4",
  "zaq12wsx",
  "a1b2c3d4",
  "qwe123",
  "asd123",
  "abc123",
  "123qwe",
  "123abc",
  "1a2b3c4d",
];

const letters: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/**
 * Whether a password is among those that are tried first (OWASP ASVS 6.2.4): words of such passwords one after another
 * with digits and signs about them, letters written as digits too; keyboard walks; runs, repetitions, dates and mobile
 * numbers. A rule rather than a list: it takes in every list of common passwords' forms of ten characters and more.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize("NFKC").toLowerCase();
  if (walks.some((walk) => text.includes(walk) && text.replaceAll(walk, "").length <= 6)) return true;
  if (/^[\d\W_]+$/.test(text) && /\d/.test(text)) return isCommonNumber(text.replace(/\D/g, ""));
  const body = text.replace(/^[\d\W_]+|[\d\W_]+$/g, "");
  const spelled = [...text.replace(/[\d\W_]+$/, "")].map((c) => letters[c] ?? c).join("");
  return [body, spelled].some((said) => isMadeOfWords(said.replace(/[^a-z]/g, ""))) && /^[ -~]*$/.test(text);
}

function isCommonNumber(digits: string): boolean {
  const run = "01234567890123456789";
  const back = "98765432109876543210";
  if (run.includes(digits) || back.includes(digits)) return true;
  if (/^(\d{1,6})\1+\d{0,5}$/.test(digits)) return true;
  // Lucky, loving and keypad numbers.
  if (
    /^(?:520|521|1314|168|666|888|147|258|369|123|456|789|321|654|987|159|357|753|951)+\d{0,2}$/.test(digits)
  )
    return true;
  if (/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,4}$/.test(digits)) return true;
  return /^(?:86)?1[3-9]\d{9}$/.test(digits);
}

/** Whether a text is nothing but such words, one after another. */
function isMadeOfWords(text: string): boolean {
  if (text.length === 0 || text.length > 60) return false;
  const ends = new Set([0]);
  for (let at = 0; at < text.length; at++) {
    if (!ends.has(at)) continue;
    for (let n = 1; n <= longest; n++) if (words.has(text.slice(at, at + n))) ends.add(at + n);
  }
  return ends.has(text.length);
}
