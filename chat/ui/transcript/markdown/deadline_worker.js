// A worker that does one job after the other, each within a deadline: one that hangs is ended, its job is answered with null, and a
// new worker does the next. What a model writes can make a grammar run for ever; here it holds up neither the page nor other jobs.

const LOADING_MS = 15_000; // a worker that is not ready by then never will be

export class DeadlineWorker {
  /**
   * @param {URL} url of a module that calls serve() (worker_side.js)
   * @param {number} deadline milliseconds for each job
   */
  constructor(url, deadline) {
    this.url = url;
    this.deadline = deadline;
    /** @type {{makeQuestion: () => unknown, resolve: (answer: any) => void}[]} */
    this.jobs = []; // the first is being worked on
    /** @type {Worker | null} */
    this.worker = null;
    this.isReady = false;
  }

  // Starts it ahead of its first job.
  warmUp() {
    this.worker ??= this.start();
  }

  /**
   * `makeQuestion()` is called when its turn has come, and may think better of it (undefined). Resolves to what the worker answers, to
   * null if it fails or takes too long, to undefined if it was not asked.
   * @param {() => unknown} makeQuestion
   * @returns {Promise<any>}
   */
  ask(makeQuestion) {
    return new Promise((resolve) => {
      this.jobs.push({ makeQuestion, resolve });
      this.warmUp();
      if (this.isReady && this.jobs.length === 1) this.begin();
    });
  }

  start() {
    const worker = new Worker(this.url, { type: "module" });
    worker.onmessage = ({ data }) => (data.isReady ? this.getReady() : this.end(data.answer));
    worker.onerror = (event) => {
      event.preventDefault();
      this.renew();
    };
    this.wait(LOADING_MS);
    return worker;
  }

  getReady() {
    clearTimeout(this.timer);
    this.isReady = true;
    if (this.jobs.length) this.begin();
  }

  begin() {
    const question = this.jobs[0].makeQuestion();
    if (question === undefined) return this.end(undefined);
    this.worker?.postMessage(question);
    this.wait(this.deadline);
  }

  /** @param {number} milliseconds */
  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), milliseconds);
  }

  /** @param {unknown} answer */
  end(answer) {
    clearTimeout(this.timer);
    this.jobs.shift()?.resolve(answer);
    if (this.jobs.length) this.begin();
  }

  renew() {
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.worker = null;
    this.isReady = false;
    this.jobs.shift()?.resolve(null);
    if (this.jobs.length) this.warmUp();
  }
}
