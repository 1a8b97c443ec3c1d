import {
  Slider as AriaSlider,
  type SliderProps as AriaSliderProps,
  SliderThumb,
  SliderTrack,
} from 'react-aria-components';
import { classList } from './class-list.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './slider.module.css';

export interface SliderProps extends Pick<
  AriaSliderProps<number>,
  'minValue' | 'maxValue' | 'step' | 'onChange' | 'onChangeEnd'
> {
  /** "Size of the pictures"; not shown. */
  label: string;
  value: number;
  /** Stands at both ends, small and large. */
  icon: IconName;
}

/** A measure between two ends, 88 px of track; for toolbars. */
export function Slider({ label, icon, value, ...rest }: SliderProps) {
  return (
    <div className={classList(styles, 'slider')}>
      <Icon name={icon} size={16} tone="quiet" />
      <AriaSlider {...rest} value={value} aria-label={label}>
        <SliderTrack className={classList(styles, 'track')}>
          {({ state }) => (
            <>
              <div className={classList(styles, 'groove')} />
              <div className={classList(styles, 'fill')} style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
              <SliderThumb className={classList(styles, 'thumb')} />
            </>
          )}
        </SliderTrack>
      </AriaSlider>
      <Icon name={icon} size={20} tone="quiet" />
    </div>
  );
}
