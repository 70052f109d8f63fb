import { cva, type VariantProps } from 'class-variance-authority';

/** Classes of everything that looks like a button. */
export const buttonClass = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent-solid text-on-accent enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover',
        secondary: 'border border-line-strong/60 bg-surface text-ink enabled:hover:bg-sunken [a&]:hover:bg-sunken',
        ghost: 'text-ink enabled:hover:bg-sunken [a&]:hover:bg-sunken',
        danger: 'bg-bad-solid text-on-bad enabled:hover:bg-bad-hover',
        dangerQuiet: 'border border-bad/50 bg-surface text-bad enabled:hover:bg-bad-soft',
      },
      size: {
        sm: 'h-7 px-2 text-[0.8125rem]',
        md: 'h-8 px-3 text-sm',
        icon: 'size-8',
        iconSm: 'size-6 [&_svg]:size-3.5',
      },
    },
  },
);

type Variants = VariantProps<typeof buttonClass>;
export type ButtonVariant = NonNullable<Variants['variant']>;
export type ButtonSize = NonNullable<Variants['size']>;
