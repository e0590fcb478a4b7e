// What every worker of the page does: it says when it is ready, and answers each question.

/** @param {(question: any) => unknown} answerTo */
export function serve(answerTo) {
  onmessage = ({ data }) => {
    let answer = null;
    try {
      answer = answerTo(data);
    } catch (error) {
      console.warn(error); // a grammar that fails on a text; the text stays as it is
    }
    postMessage({ answer });
  };
  postMessage({ isReady: true });
}
