// Work for when the page has nothing else to do. Some browsers cannot tell when that is.

const LATER_MS = 30;

/** @type {(call: (deadline: {timeRemaining: () => number}) => void, options?: {timeout: number}) => void} */
export const whenIdle =
  "requestIdleCallback" in globalThis
    ? (call, options) => requestIdleCallback(call, options)
    : (call) => setTimeout(() => call({ timeRemaining: () => 0 }), LATER_MS);
