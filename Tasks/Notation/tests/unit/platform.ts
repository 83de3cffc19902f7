/** Does something while the process takes itself to run on another platform. */
export function onPlatform<T>(platform: NodeJS.Platform, action: () => T): T {
  const own = Object.getOwnPropertyDescriptor(process, 'platform');
  Object.defineProperty(process, 'platform', { ...own, value: platform });
  try {
    return action();
  } finally {
    Object.defineProperty(process, 'platform', { ...own });
  }
}
