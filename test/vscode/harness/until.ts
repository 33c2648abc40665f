/** Milliseconds in which anything that is waited for has long happened, also on a busy machine. */
export const PATIENCE = 45_000;

/** Milliseconds after which a key is pressed again: right after loading, the workbench drops some. */
export const KEY_PATIENCE = 3_000;

/** Milliseconds between two looks at something that tells nobody when it changes. */
const PAUSE = 150;

/**
 * Tries again until `attempt` no longer throws, and returns what it returned.
 * @throws what the last attempt threw, once `patience` milliseconds are over
 */
export async function until<T>(attempt: () => Promise<T>, patience = PATIENCE): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
