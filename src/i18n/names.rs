//! Words for the records' closed lists.

use records::codes::{BudgetStep, Direction, FundNature, ProjectStatus, Stage};

use super::Words;

impl Words {
    /// Money in, money out.
    pub fn direction(self, direction: Direction) -> &'static str {
        match direction {
            Direction::Revenue => self.money_in(),
            Direction::Expenditure => self.money_out(),
        }
    }

    /// Which amount of a line.
    pub fn stage(self, stage: Stage) -> &'static str {
        match stage {
            Stage::Proposed => self.stage_proposed(),
            Stage::Approved => self.stage_approved(),
            Stage::Adjusted => self.stage_adjusted(),
            Stage::Executed => self.stage_executed(),
        }
    }

    /// A step of a year's budget.
    pub fn step(self, step: BudgetStep) -> &'static str {
        match step {
            BudgetStep::Draft => self.step_draft(),
            BudgetStep::Consultation => self.step_consultation(),
            BudgetStep::Hearing => self.step_hearing(),
            BudgetStep::Approved => self.step_approved(),
            BudgetStep::Adjusted => self.step_adjusted(),
            BudgetStep::Executing => self.step_executing(),
            BudgetStep::Settled => self.step_settled(),
            BudgetStep::Audited => self.step_audited(),
        }
    }

    /// Where a fund's money comes from.
    pub fn nature(self, nature: FundNature) -> &'static str {
        match nature {
            FundNature::Fiscal => self.nature_fiscal(),
            FundNature::Collective => self.nature_collective(),
            FundNature::PublicIncome => self.nature_public_income(),
            FundNature::Donation => self.nature_donation(),
            FundNature::Maintenance => self.nature_maintenance(),
            FundNature::Other => self.nature_other(),
        }
    }

    /// Where a project stands.
    pub fn status(self, status: ProjectStatus) -> &'static str {
        match status {
            ProjectStatus::Planned => self.status_planned(),
            ProjectStatus::Active => self.status_active(),
            ProjectStatus::Paused => self.status_paused(),
            ProjectStatus::Complete => self.status_complete(),
            ProjectStatus::Cancelled => self.status_cancelled(),
        }
    }

    /// Why a row of an imported file is in no sum; the importer's own word if it is a new one.
    pub fn left_out_reason(self, reason: &str) -> String {
        match reason {
            "amount" => self.left_out_amount().to_owned(),
            "amount-blank" => self.left_out_amount_blank().to_owned(),
            "amount-precision" => self.left_out_amount_precision().to_owned(),
            "amount-size" => self.left_out_amount_size().to_owned(),
            "quotes" => self.left_out_quotes().to_owned(),
            "label" => self.left_out_label().to_owned(),
            "columns" => self.left_out_columns().to_owned(),
            "encoding" => self.left_out_encoding().to_owned(),
            "direction" => self.left_out_direction().to_owned(),
            "year" => self.left_out_year().to_owned(),
            other => other.to_owned(),
        }
    }
}
