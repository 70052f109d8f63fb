/** A column of a {@link DataTable}. */
export interface Column {
  readonly id: string;
  readonly label: string;
  readonly align?: 'right';
  /** Left out on narrow screens. */
  readonly wideOnly?: boolean;
  /** Always shown: the column that names the row. */
  readonly fixed?: boolean;
}

/** Keeps the literal shape while checking it. */
export function defineColumns<const Columns extends readonly Column[]>(columns: Columns): Columns {
  return columns;
}
