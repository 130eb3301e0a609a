import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Mark } from "../ui/marks/mark.tsx";
import classes from "./rail.module.css";
import { pageOf, type Route, railGroups, routes } from "./routes.ts";

/** The left rail: pages in their groups, icons with words. */
export function Rail() {
  const { t } = useTranslation();
  return (
    <nav className={classes.rail} aria-label={t("frame.pages")}>
      <div className={classes.brand}>
        <Mark size={28} />
        <span className={classes.name}>Hearth</span>
      </div>
      {railGroups.map((group) => (
        <div key={group} className={classes.group}>
          <h2 className={classes.heading} id={`rail-${group}`}>
            {t(`frame.groups.${group}`)}
          </h2>
          <ul aria-labelledby={`rail-${group}`}>
            {routes
              .filter((route) => route.group === group)
              .map((route) => (
                <RailLink key={route.path} route={route} />
              ))}
          </ul>
        </div>
      ))}
      <ul className={classes.below}>
        {routes
          .filter((route) => route.group === "below")
          .map((route) => (
            <RailLink key={route.path} route={route} />
          ))}
      </ul>
    </nav>
  );
}

function RailLink({ route }: { readonly route: Route }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const here = pageOf(location) === route.path;
  const item = useRef<HTMLLIElement>(null);
  // In a narrow window the rail scrolls on its own.
  useEffect(() => {
    if (here) item.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <li ref={item}>
      <Link
        to={route.path}
        className={classes.link}
        aria-current={here ? "page" : undefined}
        data-testid={`nav-${route.name}`}
      >
        <route.icon size={18} stroke={1.8} aria-hidden />
        <span>{t(`pages.${route.name}`)}</span>
      </Link>
    </li>
  );
}
