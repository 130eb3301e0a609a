/**
 * Keeps in mind what has the focus when a dialog is asked for, and returns what gives it back once the dialog is gone: a
 * button that turns busy meanwhile loses the focus before the dialog could remember it.
 */
export function keepOpener(): () => void {
  const opener = document.activeElement;
  return () => {
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
}
