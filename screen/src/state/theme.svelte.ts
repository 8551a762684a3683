type Theme = 'light' | 'dark';

/** Light or dark as the system says, until a person chooses. */
class ThemeChoice {
  now = $state<Theme>('dark');

  begin(): void {
    const system = matchMedia('(prefers-color-scheme: light)');
    const chosen = localStorage.getItem('cryonerve.theme');
    const follow = (): void => this.#set(system.matches ? 'light' : 'dark');
    if (chosen === 'light' || chosen === 'dark') this.#set(chosen);
    else follow();
    system.addEventListener('change', () => !localStorage.getItem('cryonerve.theme') && follow());
  }

  toggle(): void {
    this.#set(this.now === 'dark' ? 'light' : 'dark');
    localStorage.setItem('cryonerve.theme', this.now);
  }

  #set(theme: Theme): void {
    this.now = theme;
    document.documentElement.dataset.theme = theme;
  }
}

export const theme = new ThemeChoice();
