//! Questions by name, and flags as pairs of key and value: how a server or a scenario asks what a command line asks.
//!
//! The pairs go through the same reader as the command line, so that they mean the same and are refused with the same
//! words.

use clap::builder::ValueRange;
use clap::{ArgAction, ArgMatches, Args, Command};

use crate::error::{Error, Result};

use super::Question;
use super::{
    capacity::CapacityArguments, failure::FailureArguments, invest::InvestArguments, plan::PlanArguments,
    route::RouteArguments,
};

/// A question that can be asked by name.
pub struct Named {
    /// The name of its command.
    pub name: &'static str,
    /// What it asks.
    pub about: &'static str,
    command: fn() -> Command,
    read: fn(&ArgMatches) -> std::result::Result<Box<dyn Question + Send>, clap::Error>,
}

const fn named<Q: Args + Question + Send + 'static>(name: &'static str, about: &'static str) -> Named {
    Named {
        name,
        about,
        command: || Q::augment_args(Command::new("corridor").no_binary_name(true).disable_help_flag(true)),
        read: |matches| Ok(Box::new(Q::from_arg_matches(matches)?)),
    }
}

/// Every question that has an answer of its own.
pub const QUESTIONS: &[Named] = &[
    named::<RouteArguments>(
        "route",
        "Which way can this load go, how long does it take, and what forbids the shorter way?",
    ),
    named::<CapacityArguments>("capacity", "How much per day can reach a theatre, and what holds it back? With proof."),
    named::<PlanArguments>(
        "plan",
        "When is this whole force complete at its destination, and what is it waiting for, day by day?",
    ),
    named::<FailureArguments>("failure", "What if a bridge, a port, a line, a state is gone? Which loss hurts most?"),
    named::<InvestArguments>(
        "invest",
        "What to build and what to reform first: works and reforms in one table, by what they buy per euro?",
    ),
];

/// The question of a name.
///
/// # Errors
/// When none is called so.
pub fn question(name: &str) -> Result<&'static Named> {
    QUESTIONS.iter().find(|question| question.name == name).ok_or_else(|| {
        let known: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
        Error::Usage(format!("there is no question \"{name}\"; there are {}", known.join(", ")))
    })
}

/// Flags that only make sense at a terminal: where output goes, and commands beside the question.
const AT_A_TERMINAL: &[&str] = &["out", "quiet", "threads", "certificate", "check", "list", "schema", "validate"];

/// Flags that name files and are read through the asker's [`super::Source`]; questions open what others name themselves.
const THROUGH_THE_SOURCE: &[&str] = &["network", "scenario"];

/// A flag as it is described to people and programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its long name, or the name of a positional argument.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What stands for a value: `NAME[xN]`.
    pub value: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it takes no value.
    pub switch: bool,
    /// Whether it may be given several times.
    pub repeats: bool,
    /// Words that it may be; empty: anything.
    pub words: Vec<String>,
    /// What stands for it when it is not given.
    pub default: Option<String>,
    /// Whether its value names a file or folder.
    pub is_path: bool,
    /// Whether the command line takes it by its place, without a name.
    pub positional: bool,
}

impl Named {
    /// Its flags that make sense away from a terminal and open no file, in the order of the help.
    pub fn flags(&self) -> Vec<Flag> {
        let mut command = (self.command)();
        command.build();
        let flags = command.get_arguments().filter(|arg| !arg.is_hide_set());
        let flag = |arg: &clap::Arg| {
            let switch = !takes_value(arg);
            let value: Vec<&str> = arg.get_value_names().unwrap_or_default().iter().map(|name| name.as_str()).collect();
            let value = if arg.is_positional() { String::new() } else { value.join(" ") };
            let possible = arg.get_possible_values();
            let default = arg.get_default_values().iter().map(|text| text.to_string_lossy().into_owned());
            Flag {
                name: name(arg),
                meaning: arg.get_help().map(ToString::to_string).unwrap_or_default(),
                required: arg.is_required_set(),
                switch,
                repeats: matches!(arg.get_action(), ArgAction::Append),
                words: if switch {
                    Vec::new()
                } else {
                    possible.iter().map(|word| word.get_name().to_owned()).collect()
                },
                default: if switch { None } else { default.reduce(|all, one| format!("{all},{one}")) },
                is_path: ["FILE", "DIR"].iter().any(|word| value.contains(word)),
                positional: arg.is_positional(),
                value,
            }
        };
        let here = |flag: &Flag| {
            let name = flag.name.as_str();
            !AT_A_TERMINAL.contains(&name) && (!flag.is_path || THROUGH_THE_SOURCE.contains(&name))
        };
        let mut flags: Vec<Flag> = flags.map(flag).filter(here).collect();
        // Without the commands beside it, a question needs its positional arguments.
        flags.iter_mut().filter(|flag| flag.positional).for_each(|flag| flag.required = true);
        flags
    }

    /// Reads flags given as pairs; a switch is given as `true`.
    ///
    /// # Errors
    /// [`Error::Usage`] in the words of the command line, with the name of the flag.
    pub fn read(&self, pairs: &[(String, String)]) -> Result<Box<dyn Question + Send>> {
        let flags = self.flags();
        let command = (self.command)();
        let mut words = Vec::new();
        let mut positional = vec![Vec::new(); command.get_positionals().count()];
        for (key, value) in pairs {
            let Some(flag) = flags.iter().find(|flag| flag.name == *key) else {
                let known: Vec<&str> = flags.iter().map(|flag| flag.name.as_str()).collect();
                let near = crate::data::force_file::nearest(key, known.iter().copied());
                let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                return Err(Error::Usage(format!("{} has no flag \"{key}\" here{hint}", self.name)));
            };
            if let Some(at) = command.get_positionals().position(|arg| name(arg) == *key) {
                positional[at].push(value.clone());
            } else if flag.switch {
                match value.as_str() {
                    "" | "true" => words.push(format!("--{key}")),
                    "false" => {}
                    _ => return Err(Error::Usage(format!("{key}={value}: write {key}=true, or leave it out"))),
                }
            } else {
                words.push(format!("--{key}={value}"));
            }
        }
        words.push("--".to_owned());
        for (at, values) in positional.iter().enumerate() {
            let key = command.get_positionals().nth(at).map(name).unwrap_or_default();
            match values.as_slice() {
                [value] => words.push(value.clone()),
                [] => return Err(Error::Usage(format!("{} needs {key}", self.name))),
                _ => return Err(Error::Usage(format!("{key} is given {} times; give it once", values.len()))),
            }
        }
        let matches = command.try_get_matches_from(words).map_err(|error| sentence(&error))?;
        (self.read)(&matches).map_err(|error| sentence(&error))
    }
}

fn name(arg: &clap::Arg) -> String {
    arg.get_long().unwrap_or(arg.get_id().as_str()).to_owned()
}

fn takes_value(arg: &clap::Arg) -> bool {
    arg.get_num_args().unwrap_or(ValueRange::SINGLE).takes_values() && arg.get_action().takes_values()
}

/// The first paragraph of what the reader of flags says.
fn sentence(error: &clap::Error) -> Error {
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    Error::Usage(first.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, pairs: &[(&str, &str)]) -> Result<Box<dyn Question + Send>> {
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        question(name)?.read(&pairs)
    }

    fn refusal(name: &str, pairs: &[(&str, &str)]) -> String {
        match read(name, pairs) {
            Err(Error::Usage(text)) => text,
            Err(other) => panic!("another error: {other}"),
            Ok(_) => panic!("{pairs:?} is taken"),
        }
    }

    #[test]
    fn pairs_are_read_as_the_command_line_reads_flags() {
        let asked = read(
            "route",
            &[("from", "Antwerp"), ("to", "-Cincu"), ("deny", "HU,RO"), ("tracked", "true"), ("format", "gpx")],
        );
        assert_eq!(asked.unwrap().format(), Some(crate::report::Format::Gpx));
        assert!(refusal("route", &[("from", "Antwerp")]).contains("needs to"));
        assert!(refusal("route", &[("from", "A"), ("to", "B"), ("denny", "HU")]).contains("did you mean deny?"));
        assert!(refusal("route", &[("from", "A"), ("to", "B"), ("to", "C")]).contains("2 times"));
        assert!(refusal("route", &[("from", "A"), ("to", "B"), ("assurance", "sure")]).contains("proven, likely, any"));
        assert!(refusal("route", &[("from", "A"), ("to", "B"), ("tracked", "maybe")]).contains("tracked=true"));
        assert!(refusal("route", &[("from", "A"), ("to", "B"), ("ways", "0")]).contains("ways"));
        assert!(question("fly").is_err());
    }

    #[test]
    fn flags_of_a_terminal_are_no_flags_here() {
        for (name, flag) in [
            ("route", "out"),
            ("capacity", "certificate"),
            ("plan", "validate"),
            ("route", "threads"),
            ("route", "overlay"),
        ] {
            assert!(question(name).unwrap().flags().iter().all(|known| known.name != flag), "{flag}");
        }
        assert!(refusal("plan", &[("force", "x"), ("list", "true")]).contains("no flag \"list\""));
    }

    #[test]
    fn every_flag_says_what_it_means() {
        for question in QUESTIONS {
            let flags = question.flags();
            assert!(flags.iter().all(|flag| !flag.meaning.is_empty()), "{}: {flags:?}", question.name);
            assert!(flags.iter().any(|flag| flag.name == "format" && flag.words.contains(&"json".to_owned())));
            let paths: Vec<_> = flags.iter().filter(|flag| flag.is_path).map(|flag| flag.name.as_str()).collect();
            assert_eq!(paths, ["scenario", "network"], "{}", question.name);
        }
    }
}
